import type { StayState } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { dayMs, pause, untilAnswered, untilStored } from './waiting.ts';

/**
 * Settles the bill in mid-stay that is at work, or takes it back, whatever the insurer first answers. The discharge ends the wait for
 * people: its own settlement brings such a bill to its end first. Claims are started by the relay, so the history holds nothing of them.
 */
export async function settledSoFar(state: StayState): Promise<void> {
  const { input, parking } = state;
  const { caseRef, clockSpeed } = input;
  while (!state.dischargeAsked) {
    const heard = state.notices;
    const answer = await untilAnswered(parking, 'interim', () => partySteps.sweepInterim({ caseRef }));
    let stuck = answer.kind === 'refused' ? answer.attention : null;
    if (stuck === null) {
      const settled = await untilStored(parking, 'interim', (steps) => steps.settleInterim({ caseRef }));
      if (settled.kind === 'settled') return parking.sign.show(settled.attention);
      if (settled.kind === 'blocked') stuck = settled.attention;
    }
    if (stuck !== null) parking.sign.raise(stuck);
    await pause(parking, heard, dayMs / clockSpeed);
  }
}
