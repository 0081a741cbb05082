import type { ConditionKind } from '../../domain/condition-kinds.ts';
import { type PayerId, parties } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';

/** What a hospital has in its own book as done, by stay. */
export type OwnRecords = ReadonlyMap<string, ReadonlySet<ConditionKind>>;

/** Rights that somebody lost without every step of the way to it, and what people did that the hub has not; each in words. */
export async function lostRights(county: CountyUnderTest, own: OwnRecords): Promise<readonly string[]> {
  const { sql } = county;
  const cases = await sql<Case>(arrears);
  const deciders = await sql<{ readonly caseRef: string; readonly who: string }>(judges);
  const insured = new Set((await sql<{ readonly caseRef: string }>(insuredStays)).map((one) => one.caseRef));
  const met = await sql<{ readonly caseRef: string; readonly kind: ConditionKind }>(records);
  const known = new Set(met.map(({ caseRef, kind }) => `${caseRef} ${kind}`));
  return [
    ...cases.flatMap(wronged),
    ...deciders.map(({ caseRef, who }) => `${caseRef}: ${who} decided on an objection to their own decision`),
    // Without the waiver nobody pays but the funds that the insurer answers for.
    ...(await paidAtDesks(county)).flatMap(({ party, caseRef }) =>
      insured.has(caseRef) ? [`${caseRef}: ${party} paid for an insured stay`] : [],
    ),
    ...[...own].flatMap(([caseRef, kinds]) =>
      [...kinds].flatMap((kind) =>
        known.has(`${caseRef} ${kind}`)
          ? []
          : [`${caseRef}: the hospital recorded ${kind}, the hub has it not`],
      ),
    ),
  ];
}

/** The insurer's settlement names it, though in Linhe an insurance company pays it out. */
const insurersAtDesk = 'critical-illness-insurance' satisfies PayerId;

/** Which stays a payer beside the insurer has paid for, by its own book. */
async function paidAtDesks(
  county: CountyUnderTest,
): Promise<readonly { readonly party: string; readonly caseRef: string }[]> {
  const books = parties
    .filter((party) => party !== 'medical-insurance')
    .map(async (party) =>
      (await county.effects(party)).flatMap(({ operation, key }) =>
        operation === 'pay' && !key.includes(insurersAtDesk)
          ? [{ party, caseRef: key.split('/')[0] ?? '' }]
          : [],
      ),
    );
  return (await Promise.all(books)).flat();
}

interface Case {
  readonly caseRef: string;
  readonly listed: boolean;
  readonly over: boolean;
  /** By the resolutions: how many notices were served before the decision, and by how many people it was made. */
  readonly served: number;
  readonly listers: number;
  /** Whole days between the notice and the listing. */
  readonly answerDays: number | null;
  /** By the ledger, fen: open when listed, and open now. */
  readonly owedThen: number;
  readonly owedNow: number;
  readonly diedBefore: boolean;
}

function wronged(one: Case): readonly string[] {
  const { caseRef, listed, over, served, listers, answerDays, owedThen, owedNow, diedBefore } = one;
  const found: string[] = [];
  const never = (wrong: boolean, what: string): void => void (wrong && found.push(`${caseRef}: ${what}`));
  never(listed && served === 0, 'listed without a notice that was served');
  never(listed && (answerDays ?? 0) < 16, `listed ${answerDays} days after the notice`);
  never(listed && listers < 2, 'listed by one person');
  never(listed && owedThen <= 0, 'listed though nothing was owed');
  never(listed && diedBefore, 'listed though the patient had died');
  never(!over && owedNow <= 0, 'a case of arrears stands though nothing is owed');
  return found;
}

/** From what people did and what the ledger says; of the case's own row the days only. */
const arrears = `
  WITH own_part AS (SELECT case_ref, at, fen FROM ledger_postings JOIN ledger_transactions USING (transaction_id)
    WHERE account IN ('receivable:patient', 'deferred:patient')),
  acts AS (SELECT * FROM resolutions WHERE state = 'applied')
  SELECT cases.case_ref AS "caseRef", listed_on IS NOT NULL AS listed, ended_on IS NOT NULL AS over,
    (SELECT count(*)::int FROM acts AS notice WHERE notice.case_ref = cases.case_ref AND notice.kind = 'serve-notice'
      AND notice.decided_at < listing.decided_at) AS served,
    (CASE WHEN listing.proposed_by <> listing.decided_by THEN 2 ELSE 1 END) AS listers,
    listed_on - noticed_on AS "answerDays",
    EXISTS (SELECT FROM acts AS died WHERE died.case_ref = cases.case_ref AND died.kind = 'record-death'
      AND died.decided_at < listing.decided_at) AS "diedBefore",
    (SELECT coalesce(sum(fen), 0)::float8 FROM own_part WHERE own_part.case_ref = cases.case_ref
      AND at < listing.decided_at) AS "owedThen",
    (SELECT coalesce(sum(fen), 0)::float8 FROM own_part WHERE own_part.case_ref = cases.case_ref) AS "owedNow"
  FROM arrears_cases AS cases
    LEFT JOIN acts AS listing ON listing.case_ref = cases.case_ref AND listing.resolution_sequence = listed_by`;

const judges = `
  SELECT later.case_ref AS "caseRef", later_who AS who
  FROM resolutions AS later CROSS JOIN LATERAL (VALUES (later.proposed_by), (later.decided_by)) AS them (later_who)
  WHERE later.state = 'applied' AND later.kind IN ('keep-listing', 'unlist') AND EXISTS (
    SELECT FROM resolutions AS before WHERE before.case_ref = later.case_ref AND before.state = 'applied' AND before.kind = 'list'
      AND later_who IN (before.proposed_by, before.decided_by))`;

const insuredStays = `
  SELECT case_ref AS "caseRef" FROM insured_stays JOIN stays USING (case_ref, decision_sequence) WHERE stage = 'Closed'`;

const records = 'SELECT case_ref AS "caseRef", kind FROM conditions_met';
