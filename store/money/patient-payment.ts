import type { LocalDate } from '../../domain/dates.ts';
import type { Fen } from '../../domain/money.ts';
import type { PaymentMethod } from '../../domain/payment-methods.ts';

/** One payment of the patient at the window, in fen. */
export interface PatientPayment {
  /** The hospital's own id of the payment; the same id is one payment for ever. */
  readonly paymentId: string;
  readonly fen: Fen;
  readonly paidOn: LocalDate;
  readonly method: PaymentMethod;
  /** Number of the hospital's receipt; null where none was given, which is nothing for a payment on account. */
  readonly receipt: string | null;
  /** Who took it, as the hospital's system names the cashier; null: it was not said. */
  readonly cashier?: string | null;
}
