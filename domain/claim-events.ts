import type { LocalDate } from './dates.ts';
import type { Fen } from './money.ts';

/** What can happen to a claim, each with its evidence; nothing of it is ever changed or removed. */
export const claimEventKinds = [
  'filed',
  'accepted',
  'part-paid',
  'paid',
  /** A person put right what was booked as paid; the one kind whose amount may be negative. */
  'corrected',
  'retained',
  'returned',
  'refused',
  'deducted',
  'recovered',
  'refusal-withdrawn',
  'asked-again',
  /** The hospital took back what it had claimed, as far as it was not paid. */
  'withdrawn',
] as const;
export type ClaimEventKind = (typeof claimEventKinds)[number];

/** What a payer's office may say of a claim beside its first yes or no. */
export const payerSays = [
  'paid',
  'retained',
  'returned',
  'refused',
  'deducted',
  'recovered',
  'refusal-withdrawn',
] as const satisfies readonly ClaimEventKind[];
export type PayerSays = (typeof payerSays)[number];

/** One entry of a payer's own book about a claim. */
export interface ClaimEntry {
  /** The payer's own number of the entry; the same number is one entry for ever. */
  readonly ref: string;
  readonly kind: PayerSays;
  /** What it is about, in fen; 0 for a refusal, which is about all that is left, and for its withdrawal. */
  readonly fen: Fen;
  readonly day: LocalDate;
  /** Why, for what is refused, deducted or taken back: a code of domain/refusals.ts. */
  readonly code: string | null;
  /** Until when the hospital may answer a deduction. */
  readonly answerUntil: LocalDate | null;
}

/** What an office keeps back of a payment by its rule, as decimal ratios of the claim. */
export interface RetainedRule {
  readonly least: string;
  readonly most: string;
}
