import type { StayState } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { answeredOrLater } from './waiting.ts';

/**
 * Asks the bank for what is due there; true once it has answered all. Nothing else of the stay waits for a silent bank: it ends too when
 * `until` says so or news came, and whoever looks next asks for what is left.
 */
export async function atBank(state: StayState, until: () => boolean): Promise<boolean> {
  const { parking, input } = state;
  const { caseRef } = input;
  const heard = state.notices;
  for (let attempts = 0; !until() && state.notices === heard; attempts += 1) {
    const sweep = () => partySteps.sweepCreditLine({ caseRef });
    if ((await answeredOrLater(parking, { step: 'bank', attempts }, sweep)) !== null) return true;
  }
  return false;
}
