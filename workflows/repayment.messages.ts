import type { CaseRef } from '../domain/ids.ts';
import type { Attention } from '../domain/stay.ts';

/** Input of one plan of instalments; days and amounts are in the store. */
export interface RepaymentInput {
  readonly caseRef: CaseRef;
  readonly plan: number;
  /** How many county seconds pass in one real second; scales the days of the plan. */
  readonly clockSpeed: number;
  /** Set by continue-as-new only: what operators saw. */
  readonly carried?: { readonly attention: Attention | null };
}
