import type { Insertable } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { PaymentMethod } from '../../domain/payment-methods.ts';
import type { Connection } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';

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

/** A payment of a stay with nothing left unsaid, as it is written. */
export type PaymentEntry = Required<PatientPayment> & { readonly caseRef: CaseRef; readonly at: Instant };

/** The row of a payment, every column of it; before the settlement it is `onAccount`. */
export function paymentRow(
  { caseRef, paymentId, fen, paidOn, method, receipt, cashier, at }: PaymentEntry,
  onAccount = false,
): Required<Insertable<Tables['patientPayments']>> {
  return { caseRef, paymentId, paidFen: fen, paidOn, method, receipt, cashier, onAccount, recordedAt: at };
}

/** What the store knows of a payment; undefined: it was never told. */
export async function knownPayment(
  tx: Connection,
  { caseRef, paymentId }: Pick<PaymentEntry, 'caseRef' | 'paymentId'>,
): Promise<Required<PatientPayment> | undefined> {
  return tx
    .selectFrom('patientPayments')
    .select(['paymentId', 'paidFen as fen', 'paidOn', 'method', 'receipt', 'cashier'])
    .where((eb) => eb.and({ caseRef, paymentId }))
    .executeTakeFirst();
}

/** What makes the same id another payment. Who took it does not: a hospital may tell the cashier later, or not again. */
const tells: Readonly<Record<keyof PatientPayment, boolean>> = {
  paymentId: true,
  fen: true,
  paidOn: true,
  method: true,
  receipt: true,
  cashier: false,
};

/** Whether a payment that is told again is the one that is known: it is `repeated` then, and a `conflict` otherwise. */
export function isSamePayment(known: PatientPayment, again: PatientPayment): boolean {
  return (Object.keys(tells) as (keyof PatientPayment)[]).every(
    (field) => !tells[field] || known[field] === again[field],
  );
}
