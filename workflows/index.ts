/** Entry of the workflow bundle. */
export { announcement } from './announcement.ts';
export { insurerReconciliation } from './insurer-reconciliation.ts';
export { listSync } from './list-sync.ts';
export { preSettlement } from './pre-settlement.ts';
export { reimbursement } from './reimbursement.ts';
export { repayment } from './repayment.ts';
export { stay } from './stay.ts';
export { textMessages } from './text-messages.ts';
