import type { OpenClaim } from '../activities/contract.ts';
import type { CaseRef, PayerId } from '../domain/ids.ts';
import type { Attention } from '../domain/stay.ts';

/** Input of one payer's reimbursement of one claim; amounts are in the store. */
export interface ReimbursementInput {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
  /** How many county seconds pass in one real second; scales the payer's calendar. */
  readonly clockSpeed: number;
  /** What the stay's own first question to the payer came to; missing when it asked none. */
  readonly begun?: 'unanswered' | NonNullable<OpenClaim['swept']>;
  /** The hospital took the claim back while its payer had not answered: the payer is only asked what it did. */
  readonly withdrawn?: true;
  /** Set by continue-as-new and by a restart: questions already asked, and what operators saw. */
  readonly carried?: {
    readonly enquiries: number;
    readonly attention: Attention | null;
    /** How far the claim was; missing in a run that version 0.1.0 carried. */
    readonly stage?: 'intended' | 'sent';
  };
}
