import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { InstitutionRuleKind } from '../../domain/institution-rules.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection } from '../postgres/database.ts';

/** A dated rule of an institution: it holds from `validFrom` until the day before `validUntil`. */
export interface InstitutionRule {
  readonly institution: InstitutionId;
  readonly kind: InstitutionRuleKind;
  /** The institution's own number of it. */
  readonly ruleNo: string;
  readonly validFrom: LocalDate;
  readonly validUntil: LocalDate;
  /** JSON-safe; what it says is its kind's. */
  readonly rule: object;
}

/** A rule with who proposed and who confirmed it: in force once it is confirmed. */
export interface RecordedRule extends InstitutionRule {
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Instant | null;
  /** The day on which somebody wants it to end before its own, or on which it ends by now; null: nobody said so. */
  readonly endsOn: LocalDate | null;
  readonly endProposedBy: string | null;
  readonly endConfirmedBy: string | null;
  readonly endAt: Instant | null;
}

export type RulePut =
  /** `same-person`: whoever proposed it puts it again, which confirms nothing. */
  | { readonly kind: 'proposed' | 'confirmed' | 'repeated' | 'same-person'; readonly rule: RecordedRule }
  /** That number is a rule in force with other words. */
  | { readonly kind: 'conflict' }
  /** A new rule that holds on no day. */
  | { readonly kind: 'no-day' }
  | { readonly kind: 'overlaps'; readonly ruleNo: string };

/** What a rule says, in one order. */
export function words({ validFrom, validUntil, rule }: InstitutionRule): string {
  return JSON.stringify([validFrom, validUntil, inOrder(rule)]);
}

/** The store keeps the names of an object in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, inOrder(one)] as const);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Who did what, for the audit trail. */
export function noted(
  tx: Connection,
  action: 'propose-rule' | 'confirm-rule' | 'propose-rule-end' | 'confirm-rule-end',
  { institution, kind, ruleNo }: InstitutionRule,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  return oweAudit(tx, { actor, action, subject: `${institution}/${kind}/${ruleNo}`, reason: null, at });
}
