import type { InterimBill } from '../../store/money/interim-bills.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { interimBills as interimForm } from './charge-views.ts';

/** The bills in mid-stay as the door shows them, in their order. */
export function interimBillsView({
  stay,
  interimBills,
}: Pick<WholeStay, 'stay' | 'interimBills'>): ViewOf<typeof interimForm> {
  return interimBills.map(({ interimSequence: bill, core, state, ...said }) => ({
    ...{ bill, ...said, state: stateOf({ state, core }, stay.discharge !== null) },
  }));
}

/** What waits for a person no longer once the stay is discharged; what the insurer took back with a later correction is taken back. */
function stateOf({ state, core }: Pick<InterimBill, 'state' | 'core'>, isDischarged: boolean) {
  if (state === 'reached') return isDischarged ? 'over' : 'to-open';
  return state === 'settled' && core === 'reversed' ? 'withdrawn' : state;
}
