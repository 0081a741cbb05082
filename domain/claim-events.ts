import type { LocalDate } from './dates.ts';
import type { Fen } from './money.ts';

/** What can happen to a claim, each with its evidence, and which way its money goes; nothing of it is ever changed or removed. */
export const claimEventMoney = {
  filed: null,
  accepted: null,
  'part-paid': 'in',
  paid: 'in',
  /** A person put right what was booked as paid; the one kind whose amount may be negative. */
  corrected: 'in',
  retained: null,
  returned: 'in',
  refused: null,
  deducted: null,
  recovered: 'back',
  'refusal-withdrawn': null,
  'asked-again': null,
  /** The hospital took back what it had claimed, as far as it was not paid. */
  withdrawn: null,
} as const satisfies Readonly<Record<string, 'in' | 'back' | null>>;
export type ClaimEventKind = keyof typeof claimEventMoney;
export const claimEventKinds = Object.keys(claimEventMoney) as readonly ClaimEventKind[];

/** What a payer's office may say of a claim beside its first yes or no, and whether it names an amount and a reason with it. */
export const payerTells = {
  paid: { amount: true, reason: false },
  retained: { amount: true, reason: false },
  returned: { amount: true, reason: false },
  refused: { amount: false, reason: true },
  deducted: { amount: true, reason: true },
  recovered: { amount: true, reason: true },
  'refusal-withdrawn': { amount: false, reason: false },
} as const satisfies Partial<Record<ClaimEventKind, { readonly amount: boolean; readonly reason: boolean }>>;
export type PayerSays = keyof typeof payerTells;
export const payerSays = Object.keys(payerTells) as readonly PayerSays[];

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
