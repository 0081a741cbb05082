import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, subtractFen, zeroFen } from '../../domain/money.ts';
import {
  type Allotted,
  allotted,
  cutFromTheEnd,
  type OfInstalment,
  planRest,
} from '../../domain/repayment.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import { oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import type { Account } from './accounts.ts';
import type { Posting } from './ledger.ts';
import { tellOverdue } from './overdue.ts';
import type { PatientBalance } from './patient-account.ts';

/** The plan of a stay that runs. */
export interface RunningPlan {
  readonly plan: number;
  readonly remindDaysBefore: number;
  readonly instalments: readonly KeptInstalment[];
}

/** An instalment with what was said of it already. */
export type KeptInstalment = Awaited<ReturnType<typeof readInstalments>>[number];

/** How an amount falls on what a stay's patient owes; `plan` null: none runs. */
export interface Falls extends Allotted {
  readonly plan: RunningPlan | null;
}

/** Null where none runs. The stay's row is locked. */
export async function readRunningPlan(tx: Connection, caseRef: CaseRef): Promise<RunningPlan | null> {
  const row = await tx
    .selectFrom('repaymentPlans')
    .select(['planSequence as plan', 'remindDaysBefore'])
    .where((eb) => eb.and({ caseRef, state: 'running' }))
    .executeTakeFirst();
  if (row === undefined) return null;
  return { ...row, instalments: await readInstalments(tx, { caseRef, plan: row.plan }) };
}

/** In order of their days. */
export async function readInstalments(
  connection: Connection,
  { caseRef, plan }: { readonly caseRef: CaseRef; readonly plan: number },
) {
  return connection
    .selectFrom('instalments')
    .select(['instalment', 'dueOn', 'fen', 'paidFen', 'cutFen', 'remindedBefore', 'remindedOnDay', 'missed'])
    .where((eb) => eb.and({ caseRef, planSequence: plan }))
    .orderBy('instalment')
    .execute();
}

/** Divides an amount over what is open. Where no plan defers anything none is looked for. The stay's row is locked. */
export async function allotOpen(
  tx: Connection,
  open: {
    readonly caseRef: CaseRef;
    readonly amount: Fen;
    readonly balance: PatientBalance;
    readonly at: Instant;
  },
): Promise<Falls> {
  const { caseRef, amount, balance, at } = open;
  const { dueFen, deferredFen } = balance;
  const plan = deferredFen > 0 ? await readRunningPlan(tx, caseRef) : null;
  if (plan === null) return { plan, instalments: [], undeferredFen: amount };
  const falls = allotted({ plan: plan.instalments, undeferredFen: dueFen }, amount, chinaDate(at));
  return { plan, ...falls };
}

/** The postings by which such an amount leaves what the patient owes. */
export function fallsOnAccounts({ undeferredFen }: Allotted, amount: Fen, to: Account): readonly Posting[] {
  return [
    { account: to, fen: amount },
    { account: 'receivable:patient', fen: subtractFen(zeroFen, undeferredFen) },
    { account: 'deferred:patient', fen: subtractFen(undeferredFen, amount) },
  ];
}

/** Writes what falls on instalments; a plan of which nothing is left ends, what it waits for is said anew, and its workflow is owed the news. */
export async function fallOnPlan(
  tx: Connection,
  what: {
    readonly caseRef: CaseRef;
    readonly plan: RunningPlan;
    readonly falls: readonly OfInstalment[];
    readonly as: 'paid' | 'cut';
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, plan: running, falls, as, at } = what;
  const { plan } = running;
  for (const { instalment, fen } of falls) {
    await tx
      .updateTable('instalments')
      .set((eb) =>
        as === 'paid' ? { paidFen: eb('paidFen', '+', fen) } : { cutFen: eb('cutFen', '+', fen) },
      )
      .where((eb) => eb.and({ caseRef, planSequence: plan, instalment }))
      .execute();
    if (as === 'paid')
      await recordEvent(tx, { caseRef, kind: 'instalment-paid', detail: { plan, instalment, fen }, at });
  }
  const instalments = await readInstalments(tx, { caseRef, plan });
  if (planRest(instalments) === 0) await endPlan(tx, { caseRef, plan, state: 'ended', at });
  else await tellOverdue(tx, { caseRef, plan, instalments, at });
  await owePlanNews(tx, { caseRef, plan, at });
}

/** A bill that fell: the last instalments are cut first. Nothing to cut is nothing to do. */
export async function cutPlan(
  tx: Connection,
  { caseRef, amount, at }: { readonly caseRef: CaseRef; readonly amount: Fen; readonly at: Instant },
): Promise<void> {
  const plan = amount > 0 ? await readRunningPlan(tx, caseRef) : null;
  if (plan === null) return;
  const falls = cutFromTheEnd(plan.instalments, amount);
  await fallOnPlan(tx, { caseRef, plan, falls, as: 'cut', at });
}

/** It is even, or another one takes its place; nothing of it waits any more. */
export async function endPlan(
  tx: Connection,
  ended: {
    readonly caseRef: CaseRef;
    readonly plan: number;
    readonly state: 'ended' | 'replaced';
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, plan, state, at } = ended;
  await tx
    .updateTable('repaymentPlans')
    .set({ state, endedAt: at })
    .where((eb) => eb.and({ caseRef, planSequence: plan }))
    .execute();
  await recordEvent(tx, {
    caseRef,
    kind: 'plan-ended',
    detail: { plan, because: state === 'ended' ? 'even' : state },
    at,
  });
  await clearIn(tx, { caseRef, step: repaymentStep(plan), at });
}

/** Wakes the workflow of a plan: it asks the store what there is. */
export async function owePlanNews(
  tx: Connection,
  { caseRef, plan, at }: { readonly caseRef: CaseRef; readonly plan: number; readonly at: Instant },
): Promise<void> {
  // One that is still owed wakes it as well.
  const noticeId = `${repaymentStep(plan)}/${at}`;
  await oweNews(tx, { caseRef, noticeId, kind: 'resolved', plan: String(plan) });
}
