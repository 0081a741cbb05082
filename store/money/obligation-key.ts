import type { CaseRef, PayerId } from '../../domain/ids.ts';

/** Names one obligation. */
export interface ObligationKey {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
}
