import type { CoreTransaction } from '../../domain/core-answers.ts';
import { HubProblem } from '../../domain/failures.ts';
import { attemptStep, settleStep } from '../../domain/message-steps.ts';
import type { NumberedCoreSettlement } from '../money/core-settlements.ts';
import type { StayRecord } from './records.ts';

/** What the hub knows of a stay when a reply about it comes. */
export interface AtInsurer {
  readonly stay: StayRecord;
  /** The insurer's number of the person; null before it is known. */
  readonly personNo: string | null;
  readonly visitRef: string | null;
  /** Its newest settlement. */
  readonly core: NumberedCoreSettlement | undefined;
}

/** The steps by which the hub asks for what a transaction tells, try by try; null: nothing is asked for by it. */
export type StepOfTry = ((attempt: number) => string) | null;

const nextTry =
  (first: string): NonNullable<StepOfTry> =>
  (attempt) =>
    attemptStep(first, attempt);
const everyTry =
  (step: string): NonNullable<StepOfTry> =>
  (attempt) =>
    `${step}-${attempt}`;

/** The message that a reply of the transaction is the answer to. Throws HubProblem `core-answer-unexpected` where the stay has no such question now. */
export function awaitedBy(transaction: CoreTransaction, at: AtInsurer): StepOfTry {
  const { stay, visitRef, core } = at;
  const { stage, beingCancelled, impersonated } = stay;
  if (stage === 'Refused' || stage === 'Closed' || stage === 'Cancelled')
    throw unexpected(`the stay is ${stage}`);
  if (transaction === '2401') return registering(at);
  if (visitRef === null) throw unexpected('first: 2401');
  const undone = beingCancelled || impersonated === 'registered';
  const stands = core !== undefined && core.state !== 'reversed';
  switch (transaction) {
    case '2303':
      if (undone) throw unexpected('the stay is being taken back');
      return null;
    case '2304':
      if (undone || impersonated !== null) throw unexpected('the stay is being taken back');
      if (stay.discharge === null) throw unexpected('first: the discharge with its bill');
      if (core?.state === 'settled')
        throw unexpected('it is settled; a corrected bill begins with an amendment');
      if (stands) throw unexpected('first: 2305, and the insurer shows that it took effect');
      return nextTry(settleStep(core === undefined ? 1 : core.coreSequence + 1));
    case '2305':
      if (core === undefined || core.state === 'reversed') throw unexpected('no settlement stands');
      if (core.state === 'settled' && !undone)
        throw unexpected('nobody asked for it: amend or cancel the stay first');
      return everyTry(`cancel-settlement-${core.coreSequence}`);
    case '2404':
      if (!undone) throw unexpected('nobody asked for it: cancel the stay first');
      if (stands) throw unexpected('first: 2305, and the insurer shows that it took effect');
      return everyTry('cancel-admission');
  }
}

function registering({ stay, personNo, visitRef }: AtInsurer): StepOfTry {
  const { decision, beingCancelled, impersonated } = stay;
  if (beingCancelled || impersonated !== null) throw unexpected('the stay is being taken back');
  if (visitRef !== null) throw unexpected('the visit is registered already');
  if (decision?.outcome !== 'admit') throw unexpected('first: the decision of the admission');
  if (personNo === null) throw unexpected('nobody without insurance is registered');
  return nextTry('admit');
}

/** A reply that the stay does not wait for, and what it does. */
export function unexpected(detail: string): HubProblem {
  return new HubProblem('core-answer-unexpected', { detail });
}
