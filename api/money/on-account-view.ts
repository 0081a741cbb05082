import { invariant } from '../../domain/invariant.ts';
import { sumFen, zeroFen } from '../../domain/money.ts';
import { stageDue } from '../../domain/staging.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { onAccount } from './charge-views.ts';

type Shown = Pick<WholeStay, 'stay' | 'stages' | 'payments' | 'onAccountFen'>;

/** Staged payment of a stay; null where no stage was reached and nothing was paid so. */
export function onAccountView({
  stay,
  stages,
  payments,
  onAccountFen,
}: Shown): ViewOf<typeof onAccount> | null {
  const paid = payments.filter(({ onAccount }) => onAccount);
  if (stages.length === 0 && paid.length === 0) return null;
  const inCare = stay.discharge === null && !stay.beingCancelled;
  const open = stages.find((stage) => !stage.paid && stage.offered);
  return {
    paidFen: sumFen(paid.map((one) => one.fen)),
    heldFen: onAccountFen,
    dueFen: inCare && open !== undefined ? stageDue(open.targetFen, onAccountFen) : zeroFen,
    stages: stages.map(({ offered, paid: isPaid, ...stage }) => ({
      ...stage,
      state: isPaid ? 'paid' : inCare ? (offered ? 'due' : 'to-offer') : 'over',
    })),
    payments: paid.map(({ paymentId, receipt, fen, paidOn }) => {
      invariant(receipt !== null, 'money on account without its receipt');
      return { paymentId, receiptNo: receipt, fen, paidOn };
    }),
  };
}
