import type { ClaimEntry } from '../domain/claim-events.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import { entryOf } from '../domain/entry.ts';
import { type Fen, ratio, scaleFen } from '../domain/money.ts';

/** One thing that a simulated payer does about a claim: so many days after its day of payment, with so many twentieths of it. */
interface Planned {
  readonly days: number;
  readonly kind: ClaimEntry['kind'];
  readonly twentieths: number;
  readonly code?: string;
  /** Days in which the hospital may answer. */
  readonly answerDays?: number;
}

/** What payers really do, by the name of the mischief that makes a simulated desk do it. */
const plans: Readonly<Record<string, readonly Planned[]>> = {
  'pays-in-parts': [
    { days: 0, kind: 'paid', twentieths: 8 },
    { days: 30, kind: 'paid', twentieths: 12 },
  ],
  'part-then-refuses': [
    { days: 0, kind: 'paid', twentieths: 12 },
    { days: 10, kind: 'refused', twentieths: 0, code: 'papers-missing' },
  ],
  'refuses-then-pays': [
    { days: 0, kind: 'refused', twentieths: 0, code: 'not-covered' },
    { days: 5, kind: 'refusal-withdrawn', twentieths: 0 },
    { days: 10, kind: 'paid', twentieths: 20 },
  ],
  deducts: [
    { days: 0, kind: 'paid', twentieths: 16 },
    { days: 0, kind: 'deducted', twentieths: 4, code: 'overcharged', answerDays: 30 },
  ],
  retains: [
    { days: 0, kind: 'paid', twentieths: 19 },
    { days: 0, kind: 'retained', twentieths: 1 },
    { days: 365, kind: 'returned', twentieths: 1 },
  ],
  'pays-twice': [
    { days: 0, kind: 'paid', twentieths: 20 },
    { days: 3, kind: 'paid', twentieths: 20 },
  ],
  'takes-back': [
    { days: 0, kind: 'paid', twentieths: 20 },
    { days: 20, kind: 'recovered', twentieths: 6, code: 'payment-recovered', answerDays: 30 },
  ],
};

/** Mischiefs by which a simulated desk does what a plan says. */
export const planNames: readonly string[] = Object.keys(plans);

/** All that the payer will do about a claim, in order of its days; null: it pays as it should. */
export function planOf(
  mischief: string | undefined,
  claim: { readonly fen: Fen; readonly dueOn: LocalDate },
): readonly ClaimEntry[] | null {
  const plan = entryOf(plans, mischief ?? '');
  if (plan === undefined) return null;
  return plan.map(({ days, kind, twentieths, code, answerDays }, at) => {
    const day = addDays(claim.dueOn, days);
    return {
      ...{
        ref: `E${at + 1}`,
        kind,
        day,
        fen: scaleFen(claim.fen, ratio(twentieths, 20)),
        code: code ?? null,
      },
      answerUntil: answerDays === undefined ? null : addDays(day, answerDays),
    };
  });
}
