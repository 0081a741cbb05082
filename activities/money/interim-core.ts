import { businessKey } from '../../domain/ids.ts';
import { settleStep } from '../../domain/message-steps.ts';
import { interimStep } from '../../domain/staging.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import { coreSequenceFor } from '../../store/money/core-settlements.ts';
import type { OpenedInterim } from '../../store/money/interim-bills.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { InsurerAnswer, Swept } from '../contract.ts';
import { sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { stuckTakingBack } from '../stays/cancelling.ts';
import { coverAgain } from '../stays/cover-again.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { withBill } from '../stays/stay-facts.ts';
import { takingBack } from '../stays/taking-back.ts';
import { refusedByCore } from './settlement-ends.ts';
import { isBeingTakenBack } from './settlement-facts.ts';

/** A stay that goes on, with its cover. */
export type StagedStay = CoveredFacts & StayRecord;

/** An interim bill at the insurer: its core is asked for it, or takes it back. */
export function interimAtInsurer(parts: ActivityParts) {
  const { stays } = parts;
  const insurer = insurerQuestions(parts);

  /** Asks until the bill stands there, or is taken back. What is on its way is awaited, for only what was never written never reached it. */
  async function atInsurer(stay: StagedStay, bill: OpenedInterim): Promise<Swept<InsurerAnswer>> {
    const { caseRef } = stay;
    const place = { caseRef, step: interimStep };
    const answered = () => sweptDone(parts, place, { kind: 'answered' } as const);
    if (stay.insurance.type === null) return answered();
    let own = await stays.coreOf(caseRef, bill.interimSequence);
    if (own !== undefined && (isBeingTakenBack(own) || (wantedBack(bill) && own.state === 'settled'))) {
      const back = await takingBack(parts).settlement(stay, own);
      if (back.kind !== 'undone') return stuckTakingBack(parts, place, back);
      // People may have kept it meanwhile.
      own = await stays.coreOf(caseRef, bill.interimSequence);
    }
    if (own?.state === 'settled') return answered();
    if (wantedBack(bill) && !(await isAsked(stay, bill))) return answered();
    const changed = await coverChanged(stay, bill);
    if (changed !== null) return changed;
    const exchanged = await ask(stay, bill);
    if (exchanged.kind === 'waiting') return sweptWaiting(parts, place, exchanged);
    // A no to what is not wanted any more ends it.
    if (exchanged.answer.kind === 'refused')
      return wantedBack(bill) ? answered() : refusedByCore(parts, place, exchanged.answer);
    return wantedBack(bill) ? atInsurer(stay, bill) : answered();
  }

  /** As before the settlement, once for each bill; what is on its way is followed whatever the cover is by now, and at the discharge the settlement asks. */
  async function coverChanged(stay: StagedStay, bill: OpenedInterim): Promise<Swept<InsurerAnswer> | null> {
    const settlesLater = stay.settledBy !== 'hub' || stay.discharge != null;
    if (settlesLater || (await isAsked(stay, bill))) return null;
    return coverAgain(parts, { ...stay, on: bill.toDay });
  }

  async function ask(stay: StagedStay, bill: OpenedInterim) {
    return insurer.settle(withBill(stay, bill), await sequenceOf(stay, bill), bill.interimSequence);
  }

  async function sequenceOf({ caseRef }: StagedStay, { interimSequence }: OpenedInterim): Promise<number> {
    return coreSequenceFor(await stays.lastCoreSettlement(caseRef), interimSequence);
  }

  /** Whether the core was ever asked for it, under the number that comes next. */
  async function isAsked(stay: StagedStay, bill: OpenedInterim): Promise<boolean> {
    const step = settleStep(await sequenceOf(stay, bill), bill.interimSequence);
    return stays.messageAsked(businessKey({ caseRef: stay.caseRef, step }));
  }

  return { atInsurer, isAsked };
}

function wantedBack({ state }: OpenedInterim): boolean {
  return state === 'withdrawing';
}
