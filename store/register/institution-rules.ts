import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { InstitutionRuleKind, ruleDays } from '../../domain/institution-rules.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { type InstitutionRule, noted, type RecordedRule, type RulePut, words } from './recorded-rules.ts';
import { endEarly } from './rule-ends.ts';

export type { InstitutionRule, RecordedRule } from './recorded-rules.ts';

/** The day that counts for a kind of rule, by its name: `admission` or `today`. */
type DayOf<Kind extends InstitutionRuleKind> = Readonly<Record<(typeof ruleDays)[Kind], RawBuilder<unknown>>>;

/** An expression for what the rule of a kind says that is in force at an institution on the day that counts for it, with its number; NULL where none is. */
export function ruleInForce<Kind extends InstitutionRuleKind>(
  kind: Kind,
  { institution, ...days }: { readonly institution: RawBuilder<unknown> } & DayOf<Kind>,
): RawBuilder<unknown> {
  const [day] = Object.values<RawBuilder<unknown>>(days);
  invariant(day !== undefined, 'a rule is asked for without a day');
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
          return unchanged ? { kind: 'repeated', rule: same } : endEarly(tx, same, { put, by });
        if (put.validFrom === put.validUntil) return { kind: 'no-day' };
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

function overlap(one: InstitutionRule, other: InstitutionRule): boolean {
  // One that ended on its first day holds on no day.
  const holds = one.validFrom < one.validUntil;
  return holds && one.validFrom < other.validUntil && other.validFrom < one.validUntil;
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
