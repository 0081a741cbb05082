import type { CaseRef, PayerId } from '../../domain/ids.ts';
import type { ObligationOutcome } from '../../domain/stay.ts';

/** Which claim, and which question to its payer. */
export interface ClaimInput {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
  /** Counts the questions to the payer, so that each is a message of its own. */
  readonly enquiry: number;
  /** The hospital took the claim back while its payer had not answered: only what the payer did is asked. */
  readonly withdrawn?: true;
}

/** How far one claim is. */
export type ClaimProgress =
  | { readonly kind: 'final'; readonly outcome: ObligationOutcome }
  /** Nothing to do before that many county days have passed. */
  | {
      readonly kind: 'open';
      readonly askAgainInDays: number;
      /** How far the claim is; missing in what version 0.1.0 answered. */
      readonly stage?: 'intended' | 'sent';
    };
