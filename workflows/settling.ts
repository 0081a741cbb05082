import type { SettledAtOnce, SettlementSummary } from '../activities/contract.ts';
import type { ObligationRef } from '../domain/stay.ts';
import type { StayState } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { type Attempted, type Tried, untilRight } from './until-right.ts';
import { StayCancelled, untilAnswered, untilStored } from './waiting.ts';

type Obligations = readonly ObligationRef[];

/** Asks the core and works the bill out; of a bill that was corrected anew, after what was settled before is taken back. */
export function settled(state: StayState, first: Attempted<Obligations> | null): Promise<Obligations> {
  const { caseRef } = state.input;
  const attempt = async (): Promise<Tried<Obligations>> => {
    const answer = await untilAnswered(state.parking, 'settle', () =>
      partySteps.sweepSettlement({ caseRef }),
    );
    if (answer.kind === 'refused') return { stuck: answer.attention };
    return workedOut(await untilStored(state.parking, 'settle', (steps) => steps.settleStay({ caseRef })));
  };
  return untilRight(state, attempt, first);
}

function workedOut(result: SettlementSummary): Tried<Obligations> {
  if (result.kind === 'cancelled') throw new StayCancelled();
  // Its notice is owed, and wakes the stay.
  if (result.kind === 'again') return { stuck: null };
  return result.kind === 'blocked'
    ? { stuck: result.attention }
    : { right: result.obligations, waits: result.attention };
}

/** What was tried at once came to. Throws StayCancelled. */
export function outcomeOf({ answer, settlement }: SettledAtOnce): Tried<Obligations> {
  if (settlement !== undefined) return workedOut(settlement);
  return { stuck: answer.value.kind === 'refused' ? answer.value.attention : null };
}
