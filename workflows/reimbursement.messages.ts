import type { CaseRef, PayerId } from '../domain/ids.ts';

/** Input of one payer's reimbursement of one claim; amounts are in the store. */
export interface ReimbursementInput {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
  /** How many county seconds pass in one real second; scales the payer's calendar. */
  readonly clockSpeed: number;
  /** Questions already asked, set by continue-as-new only. */
  readonly enquiriesBefore?: number;
}
