import { recordText } from '../../domain/arrears.ts';
import type { Decision, Reason } from '../../domain/decision.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import { arrearsRule } from '../../policies/admission/arrears-rule.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import type { ArrearsRecord } from '../../store/money/arrears-reads.ts';
import type { ActivityParts } from '../parts.ts';

const ground = 'malicious-arrears';

/**
 * What the keeper's register says of a person on the day of admission: a record, or null for none. Undefined where the scheme names nobody
 * who keeps one, and only the window can know.
 */
export async function recordAgainst(
  { stays }: Pick<ActivityParts, 'stays'>,
  version: SchemeVersion,
  { personRef, scheme, admittedOn }: CoveredFacts,
): Promise<ArrearsRecord | null | undefined> {
  if (arrearsRule(version).kind === 'none') return undefined;
  return (await stays.arrearsRecord(personRef, scheme, admittedOn)) ?? null;
}

/** The window's facts with the register's answer; a yes of the window stands, for it may have read a paper list of before. */
export function withRecord(
  facts: Readonly<Record<string, boolean>>,
  record: ArrearsRecord | null | undefined,
): Readonly<Record<string, boolean>> {
  if (record === undefined) return facts;
  return record === null ? { [ground]: false, ...facts } : { ...facts, [ground]: true };
}

/** The decision, in which a record explains itself: since when, until when, and the ways out. */
export function explained(decision: Decision, record: ArrearsRecord | null | undefined): Decision {
  if (record === undefined || record === null) return decision;
  const { zh, en } = recordText(record);
  const told = (reason: Reason): Reason =>
    reason.code === ground || reason.code === 'regularise-arrears'
      ? { ...reason, zh: `${reason.zh}：${zh}`, en: `${reason.en}: ${en}` }
      : reason;
  return { ...decision, reasons: decision.reasons.map(told), conditions: decision.conditions.map(told) };
}
