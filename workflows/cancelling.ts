import { patched } from '@temporalio/workflow';
import type { CloseSummary } from '../activities/contract.ts';
import { atBank } from './at-bank.ts';
import { settledSoFar } from './interim.ts';
import { moveTo, type StayState } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { untilRight } from './until-right.ts';
import { dayMs, pause, StayCancelled, untilAnswered, untilStored } from './waiting.ts';

/**
 * Asks the store whether people cancelled the stay, or a bill of it is to be settled in mid-stay, when news came since it was last
 * asked; true when it was asked. Runs of before never asked. Throws StayCancelled.
 */
export async function askedWhetherCancelled(state: StayState): Promise<boolean> {
  if (state.notices <= state.looked || !patched('2026-11-cancel')) return false;
  state.looked = state.notices;
  const { caseRef } = state.input;
  const { cancelled, unregister, interim, bank }: CloseSummary = await untilStored(
    state.parking,
    'cancel',
    (steps) => steps.closeStay({ caseRef }),
  );
  if (cancelled === true) throw new StayCancelled();
  if (unregister === true) await unregistered(state);
  // Runs of before were never told so.
  if (interim === true) await settledSoFar(state);
  if (bank === true) await atBank(state, () => state.dischargeAsked);
  return true;
}

/** Nobody of that number lies there: the insurer is told, whatever it first answers. The discharge does not wait for it. */
async function unregistered(state: StayState): Promise<void> {
  const { input, parking } = state;
  const { caseRef, clockSpeed } = input;
  while (!state.dischargeAsked) {
    const heard = state.notices;
    const answer = await untilAnswered(parking, 'cancel', () => partySteps.sweepCancel({ caseRef }));
    if (answer.kind === 'answered') return;
    parking.sign.raise(answer.attention);
    await pause(parking, heard, dayMs / clockSpeed);
  }
}

/** Takes back at the insurer what it knows of the stay, whatever it first answers; then the stay is over. */
export async function undo(state: StayState): Promise<void> {
  const { caseRef } = state.input;
  await untilRight(
    state,
    async () => {
      const answer = await untilAnswered(state.parking, 'cancel', () => partySteps.sweepCancel({ caseRef }));
      return answer.kind === 'refused' ? { stuck: answer.attention } : { right: null, waits: null };
    },
    null,
  );
  moveTo(state, 'Cancelled');
}
