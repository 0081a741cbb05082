/** Entry of the workflow bundle. */
export { listSync } from './list-sync.ts';
export { reimbursement } from './reimbursement.ts';
export { stay } from './stay.ts';
