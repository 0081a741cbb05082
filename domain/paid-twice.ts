import { daysBetween, type LocalDate } from './dates.ts';
import type { Fen } from './money.ts';
import { isAtWindow, type PaymentMethod } from './payment-methods.ts';

/** A transfer is known to the hospital within so many days of the visit at the window. */
const nearDays = 7;

/** What of a payment tells whether it is another one again. */
export interface Paid {
  readonly paymentId: string;
  readonly fen: Fen;
  readonly paidOn: LocalDate;
  readonly method: PaymentMethod;
}

/**
 * The payment that this one, which is more than is owed, makes a second time: of the same amount, on a near day, one at the window and one
 * through the bank. The latest such; null: it is none, and more is simply more. `again`: payments that were made twice already.
 */
export function paidBefore(
  { fen, paidOn, method }: Paid,
  before: readonly Paid[],
  again: readonly string[],
): Paid | null {
  const fits = before.filter(
    (one) =>
      one.fen === fen &&
      isAtWindow(one.method) !== isAtWindow(method) &&
      Math.abs(daysBetween(one.paidOn, paidOn)) <= nearDays &&
      !again.includes(one.paymentId),
  );
  return fits.at(-1) ?? null;
}
