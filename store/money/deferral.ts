import { chinaDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { subtractFen, sumFen, yuanString, zeroFen } from '../../domain/money.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from '../stays/carried.ts';
import { recordEvent } from '../stays/events.ts';
import { stayPlace } from '../stays/records.ts';
import { readOpenAmendment } from './amendments.ts';
import { unfit } from './claim-rows.ts';
import { move, post } from './ledger.ts';
import { readBalance } from './patient-account.ts';
import { tellPatientPart } from './patient-part.ts';
import { endPlan, owePlanNews, readRunningPlan } from './repayment-plans.ts';

type Deferred = Extract<Wanted, { kind: 'defer' }>;

/**
 * Hands what the patient owes to a plan of instalments, whose workflow is owed; a plan that runs is replaced by it. Throws HubProblem
 * `resolution-unfit` where it does not come to what is open now, `amendment-open`.
 */
export async function defer(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { agreement, instalments, remindDaysBefore }: Deferred,
): Promise<void> {
  if ((await readOpenAmendment(tx, caseRef)) !== undefined) throw new HubProblem('amendment-open');
  const balance = await readBalance(tx, caseRef);
  if (balance === undefined || balance.balanceFen <= 0) throw unfit('the patient owes nothing');
  const sum = sumFen(instalments.map(({ fen }) => fen));
  if (sum !== balance.balanceFen)
    throw unfit(`the plan comes to ${yuanString(sum)}, open are ${yuanString(balance.balanceFen)}`);
  if (instalments.some(({ dueOn }) => dueOn <= chinaDate(at))) throw unfit('a day of the plan is over');
  const before = await readRunningPlan(tx, caseRef);
  const plan = (await lastPlan(tx, caseRef)) + 1;
  if (before !== null) {
    await endPlan(tx, { caseRef, plan: before.plan, state: 'replaced', at });
    await owePlanNews(tx, { caseRef, plan: before.plan, at });
  }
  const { signerName, witness, ...paper } = agreement;
  const signersSealed = sealer.seal({ signerName, witness }, stayPlace(`repayment-plan-${plan}`, caseRef));
  await tx
    .insertInto('repaymentPlans')
    .values({
      ...{ caseRef, planSequence: plan, replaces: before?.plan ?? null, resolutionSequence: sequence },
      ...{ ...paper, signersSealed, remindDaysBefore, confirmedAt: at },
    })
    .execute();
  await tx
    .insertInto('instalments')
    .values(instalments.map((one, place) => ({ caseRef, planSequence: plan, instalment: place + 1, ...one })))
    .execute();
  const more = subtractFen(sum, balance.deferredFen);
  const postings = move(more, 'receivable:patient', 'deferred:patient');
  await post(tx, { caseRef, key: `plan/${plan}`, postings, at });
  const replaces = before === null ? {} : { replaces: before.plan };
  const detail = { plan, fen: sum, instalments: instalments.length, ...replaces };
  await recordEvent(tx, { caseRef, kind: 'plan-agreed', detail, at });
  await tellPatientPart(tx, { caseRef, balanceFen: zeroFen, at });
  await enqueue(tx, { kind: 'start-repayment', caseRef, noticeId: repaymentStep(plan) });
}

async function lastPlan(tx: Connection, caseRef: Carried['caseRef']): Promise<number> {
  const { last } = await tx
    .selectFrom('repaymentPlans')
    .select((eb) => eb.fn.max<number | null>('planSequence').as('last'))
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
