import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { InstitutionRuleKind } from '../../domain/institution-rules.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';

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
}

export type RulePut =
  /** `same-person`: whoever proposed it puts it again, which confirms nothing. */
  | { readonly kind: 'proposed' | 'confirmed' | 'repeated' | 'same-person'; readonly rule: RecordedRule }
  /** That number is a rule in force with other words. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'overlaps'; readonly ruleNo: string };

/** An expression for what the rule of a kind says that is in force at an institution on a day, with its number; NULL where none is. */
export function ruleInForce(
  kind: InstitutionRuleKind,
  { institution, day }: { readonly institution: RawBuilder<unknown>; readonly day: RawBuilder<unknown> },
): RawBuilder<unknown> {
  return sql`(SELECT rule || jsonb_build_object('ruleNo', rule_no) FROM institution_rules
    WHERE institution_rules.institution = ${institution} AND kind = ${sql.lit(kind)} AND confirmed_by IS NOT NULL
      AND ${day} >= valid_from AND ${day} < valid_until)`;
}

/** Rules of institutions: the first person proposes, another one who puts the same again confirms. */
export function institutionRuleStore(db: Database) {
  return {
    /** `mayConfirm`: whoever puts it may be the second person. */
    async putInstitutionRule(
      put: InstitutionRule,
      by: { readonly actor: string; readonly mayConfirm: boolean; readonly at: Instant },
    ): Promise<RulePut> {
      return db.transaction().execute(async (tx) => {
        await lockInstitution(tx, put.institution);
        const known = await selectRules(tx, put).execute();
        const same = known.find(({ ruleNo }) => ruleNo === put.ruleNo);
        const unchanged = same !== undefined && words(same) === words(put);
        if (same !== undefined && same.confirmedBy !== null)
          return unchanged ? { kind: 'repeated', rule: same } : { kind: 'conflict' };
        const other = known.find(
          (one) => one.ruleNo !== put.ruleNo && one.confirmedBy !== null && overlap(one, put),
        );
        if (other !== undefined) return { kind: 'overlaps', ruleNo: other.ruleNo };
        if (!unchanged) {
          await noted(tx, 'propose-rule', put, by);
          return { kind: 'proposed', rule: await propose(tx, put, by) };
        }
        if (same.proposedBy === by.actor || !by.mayConfirm) return { kind: 'same-person', rule: same };
        await noted(tx, 'confirm-rule', put, by);
        return { kind: 'confirmed', rule: await confirm(tx, same, by) };
      });
    },
    /** All of a kind, earliest first. */
    institutionRules: (
      institution: InstitutionId,
      kind: InstitutionRuleKind,
    ): Promise<readonly RecordedRule[]> => selectRules(db, { institution, kind }).execute(),
  };
}

export type InstitutionRuleStore = ReturnType<typeof institutionRuleStore>;

/** Two people who put rules of one institution at once do so one after the other. */
export async function lockInstitution(tx: Connection, institution: InstitutionId): Promise<void> {
  await tx
    .selectFrom('institutions')
    .select('institution')
    .where('institution', '=', institution)
    .forNoKeyUpdate()
    .execute();
}

function selectRules(
  connection: Connection,
  { institution, kind }: Pick<InstitutionRule, 'institution' | 'kind'>,
) {
  return connection
    .selectFrom('institutionRules')
    .selectAll()
    .where((eb) => eb.and({ institution, kind }))
    .orderBy('validFrom')
    .orderBy('ruleNo');
}

function words({ validFrom, validUntil, rule }: InstitutionRule): string {
  const said = Object.entries(rule).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([validFrom, validUntil, said]);
}

function overlap(one: InstitutionRule, other: InstitutionRule): boolean {
  return one.validFrom < other.validUntil && other.validFrom < one.validUntil;
}

/** Who did what, for the audit trail. */
function noted(
  tx: Connection,
  action: 'propose-rule' | 'confirm-rule',
  { institution, kind, ruleNo }: InstitutionRule,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  return oweAudit(tx, { actor, action, subject: `${institution}/${kind}/${ruleNo}`, reason: null, at });
}

/** A proposal takes the place of one under the same number that nobody confirmed. */
async function propose(
  tx: Connection,
  put: InstitutionRule,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<RecordedRule> {
  const values = { ...put, rule: JSON.stringify(put.rule), proposedBy: actor, proposedAt: at };
  return tx
    .insertInto('institutionRules')
    .values(values)
    .onConflict((oc) => oc.columns(['institution', 'kind', 'ruleNo']).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function confirm(
  tx: Connection,
  { institution, kind, ruleNo }: RecordedRule,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<RecordedRule> {
  return tx
    .updateTable('institutionRules')
    .set({ confirmedBy: actor, confirmedAt: at })
    .where((eb) => eb.and({ institution, kind, ruleNo }))
    .returningAll()
    .executeTakeFirstOrThrow();
}
