import { sql } from 'kysely';
import { chinaDate, daysBetween, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { type BillPart, isBill, restOf, type StagingRule } from '../../domain/staging.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { ruleOf } from './charge-reads.ts';
import { type InterimBill, liveBills, readInterims } from './interim-bills.ts';

/** Whether payer, scheme and the hospital's rule let a stay be settled now that has gone on for so many days since its last bill, and cost so much since then. */
export type InterimDue = (
  rule: StagingRule,
  stay: { readonly days: number; readonly totalFen: Fen },
) => boolean;

/** How far a stay is from its next bill in mid-stay. */
export interface InterimStanding {
  readonly stage: Stage;
  /** In care, with nothing that ends it. */
  readonly goesOn: boolean;
  /** Null: the hospital has no rule of settling with the payers. */
  readonly rule: (StagingRule & { readonly ruleNo: string }) | null;
  readonly admittedOn: LocalDate;
  /** What was charged up to the day that is asked for; `until` null: nothing was. */
  readonly totalFen: Fen;
  readonly outsideFen: Fen;
  readonly until: LocalDate | null;
  readonly bills: readonly InterimBill[];
}

/** What was charged up to a day, or so far. Throws HubProblem `case-unknown`. */
export async function readInterimStanding(
  tx: Connection,
  caseRef: CaseRef,
  until: LocalDate | null,
): Promise<InterimStanding> {
  const { rows } = await sql<
    Omit<InterimStanding, 'bills'>
  >`SELECT stage, admitted_on, ${ruleOf('staging')} AS rule,
      stage = 'Admitted' AND cancelled_by IS NULL AND impersonated_by IS NULL
        AND NOT EXISTS (SELECT FROM discharges WHERE discharges.case_ref = stays.case_ref) AS goes_on,
      charged.*
    FROM stays, LATERAL (
      SELECT coalesce(sum(total_fen), 0)::bigint AS total_fen, coalesce(sum(outside_fen), 0)::bigint AS outside_fen,
        max(charged_on) AS until
      FROM charge_lists WHERE charge_lists.case_ref = stays.case_ref
        AND charged_on <= coalesce(${until}::date, charged_on)) AS charged
    WHERE stays.case_ref = ${caseRef}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  const rule = row.rule?.what === 'settlement' ? row.rule : null;
  return { ...row, rule, bills: await readInterims(tx, caseRef) };
}

/** What was charged and not settled; undefined: nothing, or less. */
export function nextBill({
  admittedOn,
  until,
  totalFen,
  outsideFen,
  bills,
}: InterimStanding): BillPart | undefined {
  if (until === null) return undefined;
  const live = liveBills(bills);
  const whole = { fromDay: admittedOn, toDay: until, totalFen, outOfPolicyFen: outsideFen };
  const overtaken = live.some(({ toDay }) => toDay > until);
  const rest = restOf(whole, live);
  return overtaken || rest.totalFen <= 0 || !isBill(rest) ? undefined : rest;
}

/** Whether the hospital's rule is reached by that bill, and it may be settled. */
export function isReached(
  { rule, admittedOn, bills }: InterimStanding,
  { totalFen }: BillPart,
  { at, due }: { readonly at: Instant; readonly due: InterimDue },
): boolean {
  const since = liveBills(bills).at(-1)?.toDay ?? admittedOn;
  return rule !== null && due(rule, { days: daysBetween(since, chinaDate(at)), totalFen });
}
