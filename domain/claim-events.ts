import type { LocalDate } from './dates.ts';
import type { Fen } from './money.ts';
import type { Words } from './words.ts';

/** What can happen to a claim, each with its evidence, in the words that people read, and which way its money goes; nothing of it is ever changed or removed. */
export const claimEvents = {
  filed: { zh: '已申报', en: 'filed', money: null },
  accepted: { zh: '已受理', en: 'accepted', money: null },
  'part-paid': { zh: '已拨付一部分', en: 'paid in part', money: 'in' },
  paid: { zh: '已拨付', en: 'paid', money: 'in' },
  /** The one kind whose amount may be negative. */
  corrected: { zh: '已拨付金额经人更正', en: 'a person put right what was booked as paid', money: 'in' },
  retained: { zh: '按规定预留', en: 'kept back by its rule', money: null },
  returned: { zh: '预留款已返还', en: 'what was kept back was paid', money: 'in' },
  refused: { zh: '拒付', en: 'refused', money: null },
  deducted: { zh: '扣款', en: 'deducted', money: null },
  recovered: { zh: '已追回', en: 'taken back', money: 'back' },
  'refusal-withdrawn': { zh: '拒付已撤回', en: 'the refusal was withdrawn', money: null },
  'asked-again': { zh: '已再次申报', en: 'claimed again', money: null },
  /** As far as it was not paid. */
  withdrawn: { zh: '医院撤回申报', en: 'the hospital took the claim back', money: null },
} as const satisfies Readonly<Record<string, Words & { readonly money: 'in' | 'back' | null }>>;
export type ClaimEventKind = keyof typeof claimEvents;
export const claimEventKinds = Object.keys(claimEvents) as readonly ClaimEventKind[];

/** What a payer's office may say of a claim beside its first yes or no, and whether it names an amount and a reason with it. */
const payerTells = {
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

/** What an entry names, or leaves out, otherwise than its kind has it; empty: it is whole. */
export function misfitsOf({
  kind,
  fen,
  code,
}: Pick<ClaimEntry, 'kind' | 'fen' | 'code'>): readonly ('fen' | 'reason')[] {
  const { amount, reason } = payerTells[kind];
  return [
    ...(amount === fen > 0 ? [] : (['fen'] as const)),
    ...(reason === (code !== null) ? [] : (['reason'] as const)),
  ];
}

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
