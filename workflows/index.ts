/** Entry of the workflow bundle. */
export { reimbursement } from './reimbursement.ts';
export { stay } from './stay.ts';
