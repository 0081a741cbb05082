import { sql } from 'kysely';
import { chinaDate, daysBetween, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { type BillPart, interimStep, isBill, restOf, type StagingRule } from '../../domain/staging.ts';
import type { Stage } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { ruleOf } from './charge-reads.ts';
import { unfit } from './claim-rows.ts';
import { billAtWork, type InterimBill, liveBills, readInterims } from './interim-bills.ts';

/** Whether payer, scheme and the hospital's rule let a stay be settled now that has gone on for so many days since its last bill, and cost so much since then. */
export type InterimDue = (
  rule: StagingRule,
  stay: { readonly days: number; readonly totalFen: Fen },
) => boolean;

/** What people do about interim bills. */
export function interimActs({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * A person of the hospital has the bill so far settled, up to a day (the last one charged where it is left out); its workflow is
     * owed. Throws HubProblem `case-unknown`, `stage-unfit`, `interim-without-rule`, `interim-open`, `interim-empty`, `interim-not-reached`.
     */
    async openInterim(
      { caseRef, until }: { readonly caseRef: CaseRef; readonly until: LocalDate | null },
      { actor, at }: { readonly actor: string; readonly at: Instant },
      due: InterimDue,
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const standing = await readStanding(tx, caseRef, until);
        const { stage, goesOn, rule, bills } = standing;
        if (!goesOn) throw new HubProblem('stage-unfit', { detail: `the stay is ${stage}` });
        if (rule === null) throw new HubProblem('interim-without-rule');
        if (billAtWork(bills) !== undefined) throw new HubProblem('interim-open');
        const bill = nextBill(standing);
        if (bill === undefined) throw new HubProblem('interim-empty');
        if (!isReached(standing, bill, { at, due })) throw new HubProblem('interim-not-reached');
        await open(tx, { caseRef, bills, bill, ruleNo: rule.ruleNo, openedBy: actor, at });
      });
    },
    /**
     * The newest bill is taken back, at the insurer too where it is there; what it was of is settled with a later bill. Done twice, it
     * is done once. Throws HubProblem `case-unknown`, `stage-unfit`, `interim-unknown`, `interim-not-newest`.
     */
    async withdrawInterim(
      { caseRef, interimSequence }: { readonly caseRef: CaseRef; readonly interimSequence: number },
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<'withdrawn' | 'repeated'> {
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const { stage, goesOn, bills } = await readStanding(tx, caseRef, null);
        const named = bills.find((bill) => bill.interimSequence === interimSequence);
        if (named === undefined) throw new HubProblem('interim-unknown');
        if (named.state === 'withdrawing' || named.state === 'withdrawn') return 'repeated';
        if (!goesOn) throw new HubProblem('stage-unfit', { detail: `the stay is ${stage}` });
        const newer = bills.find(
          (bill) => bill.interimSequence > interimSequence && bill.state !== 'withdrawn',
        );
        if (newer !== undefined)
          throw new HubProblem('interim-not-newest', { detail: `first number ${newer.interimSequence}` });
        const state = named.state === 'reached' ? 'withdrawn' : 'withdrawing';
        await tx
          .updateTable('interimBills')
          .set({ state, withdrawnBy: actor, withdrawnAt: at })
          .where((eb) => eb.and({ caseRef, interimSequence }))
          .execute();
        const detail = { bill: interimSequence, state, actor };
        await recordEvent(tx, { caseRef, kind: 'interim-bill-withdrawn', detail, at });
        if (state === 'withdrawing') await owe(tx, caseRef, `interim/${interimSequence}/withdrawn`);
        return 'withdrawn';
      });
    },
    /** The discharge overtakes a bill that the insurer never took: what it was of is settled with the last one. Throws HubProblem `case-unknown`. */
    async dropInterim(caseRef: CaseRef, interimSequence: number, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const dropped = await tx
          .updateTable('interimBills')
          .set({ state: 'withdrawn', withdrawnBy: 'discharge', withdrawnAt: at })
          .where((eb) => eb.and({ caseRef, interimSequence }))
          .where('state', '<>', 'withdrawn')
          .returning('interimSequence')
          .executeTakeFirst();
        if (dropped === undefined) return;
        const detail = { bill: interimSequence, state: 'withdrawn', actor: 'discharge' };
        await recordEvent(tx, { caseRef, kind: 'interim-bill-withdrawn', detail, at });
        await clearIn(tx, { caseRef, step: interimStep, at });
      });
    },
  };
}

/** The insurer takes it back no more, or need not: the bill stays as it was. The stay's row is locked. */
export async function keepInterim(tx: Connection, caseRef: CaseRef): Promise<void> {
  await tx
    .updateTable('interimBills')
    .set({
      state: sql<'settled' | 'open'>`CASE WHEN settled_at IS NULL THEN 'open' ELSE 'settled' END`,
      ...{ withdrawnBy: null, withdrawnAt: null },
    })
    .where((eb) => eb.and({ caseRef, state: 'withdrawing' }))
    .execute();
}

/** Throws HubProblem `resolution-unfit` while a bill of the stay is settled, or at work. */
export async function expectNoInterim(tx: Connection, caseRef: CaseRef): Promise<void> {
  const bills = await readInterims(tx, caseRef);
  const standing = bills.findLast(({ state }) => state !== 'withdrawn' && state !== 'reached');
  if (standing !== undefined)
    throw unfit(
      `bill ${standing.interimSequence} was settled with the payers in mid-stay: take such bills back first, newest first, or correct the bill after the discharge`,
    );
}

/** After a list: the bill so far is settled by itself, or offered to a person, where the rule of the admission day is reached. The stay's row is locked. */
export async function reachInterim(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  due: InterimDue,
): Promise<void> {
  const standing = await readStanding(tx, caseRef, null);
  const { goesOn, rule, bills } = standing;
  if (!goesOn || rule === null || bills.some(({ state }) => state === 'reached')) return;
  if (billAtWork(bills) !== undefined) return;
  const bill = nextBill(standing);
  if (bill === undefined || !isReached(standing, bill, { at, due })) return;
  const { ruleNo } = rule;
  // What people took back once is not settled again without them.
  const byItself = rule.offered === 'by-itself' && bills.every(({ state }) => state !== 'withdrawn');
  if (byItself) return open(tx, { caseRef, bills, bill, ruleNo, openedBy: 'rule', at });
  const interimSequence = bills.length + 1;
  await tx
    .insertInto('interimBills')
    .values({ caseRef, interimSequence, state: 'reached', ruleNo, reachedAt: at })
    .execute();
  const detail = { bill: interimSequence, ruleNo, totalFen: bill.totalFen };
  await recordEvent(tx, { caseRef, kind: 'interim-bill-reached', detail, at });
}

interface Standing {
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

async function readStanding(tx: Connection, caseRef: CaseRef, until: LocalDate | null): Promise<Standing> {
  const { rows } = await sql<Omit<Standing, 'bills'>>`SELECT stage, admitted_on, ${ruleOf('staging')} AS rule,
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
function nextBill({ admittedOn, until, totalFen, outsideFen, bills }: Standing): BillPart | undefined {
  if (until === null) return undefined;
  const live = liveBills(bills);
  const whole = { fromDay: admittedOn, toDay: until, totalFen, outOfPolicyFen: outsideFen };
  const overtaken = live.some(({ toDay }) => toDay > until);
  const rest = restOf(whole, live);
  return overtaken || rest.totalFen <= 0 || !isBill(rest) ? undefined : rest;
}

function isReached(
  { rule, admittedOn, bills }: Standing,
  { totalFen }: BillPart,
  { at, due }: { readonly at: Instant; readonly due: InterimDue },
): boolean {
  const since = liveBills(bills).at(-1)?.toDay ?? admittedOn;
  return rule !== null && due(rule, { days: daysBetween(since, chinaDate(at)), totalFen });
}

async function open(
  tx: Connection,
  opened: {
    readonly caseRef: CaseRef;
    readonly bills: readonly InterimBill[];
    readonly bill: BillPart;
    readonly ruleNo: string;
    readonly openedBy: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, bills, bill, ruleNo, openedBy, at } = opened;
  const waiting = bills.find(({ state }) => state === 'reached');
  const interimSequence = waiting?.interimSequence ?? bills.length + 1;
  const values = { state: 'open', ...bill, openedBy, openedAt: at } as const;
  await tx
    .insertInto('interimBills')
    .values({ caseRef, interimSequence, ruleNo, reachedAt: at, ...values })
    .onConflict((oc) => oc.columns(['caseRef', 'interimSequence']).doUpdateSet(values))
    .execute();
  const { fromDay, toDay, totalFen } = bill;
  const detail = { bill: interimSequence, ruleNo, fromDay, toDay, totalFen, actor: openedBy };
  await recordEvent(tx, { caseRef, kind: 'interim-bill-opened', detail, at });
  await owe(tx, caseRef, `interim/${interimSequence}`);
}

/** The workflow looks in the store what is to be settled. */
async function owe(tx: Connection, caseRef: CaseRef, noticeId: string): Promise<void> {
  await enqueue(tx, { kind: 'signal', caseRef, noticeId, payload: { kind: 'interim-due' } });
}
