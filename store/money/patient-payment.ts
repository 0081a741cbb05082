import { type Insertable, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { PaymentMethod } from '../../domain/payment-methods.ts';
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

/** Each field's column, and whether another value of it makes the same id another payment. Who took it does not: it may be told later, or not again. */
const fields: Readonly<
  Record<
    keyof PatientPayment,
    { readonly column: keyof Tables['patientPayments']; readonly makesAnother: boolean }
  >
> = {
  paymentId: { column: 'paymentId', makesAnother: true },
  fen: { column: 'paidFen', makesAnother: true },
  paidOn: { column: 'paidOn', makesAnother: true },
  method: { column: 'method', makesAnother: true },
  receipt: { column: 'receipt', makesAnother: true },
  cashier: { column: 'cashier', makesAnother: false },
};

/** An expression for what the store knows of a payment, as JSON; NULL: it was never told. */
export function knownPayment({ caseRef, paymentId }: Pick<PaymentEntry, 'caseRef' | 'paymentId'>) {
  const parts = Object.entries(fields).flatMap(([field, { column }]) => [sql.lit(field), sql.ref(column)]);
  return sql<Required<PatientPayment> | null>`(SELECT json_build_object(${sql.join(parts)}) FROM patient_payments
    WHERE case_ref = ${caseRef} AND payment_id = ${paymentId})`;
}

/** Whether a payment that is told again is the one that is known: it is `repeated` then, and a `conflict` otherwise. */
export function isSamePayment(known: PatientPayment, again: PatientPayment): boolean {
  return (Object.entries(fields) as [keyof PatientPayment, { readonly makesAnother: boolean }][]).every(
    ([field, { makesAnother }]) => !makesAnother || known[field] === again[field],
  );
}
