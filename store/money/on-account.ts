import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, maxFen, subtractFen, zeroFen } from '../../domain/money.ts';
import { creditedOnAccount } from '../../domain/staging.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { move, post } from './ledger.ts';
import { isSamePayment, type PatientPayment, type PaymentEntry, paymentRow } from './patient-payment.ts';
import { owe } from './refunds.ts';

/** What the row of a stay says of its money before the settlement, in fen. */
interface OnAccount {
  /** Of the bill, or before it of the daily lists; null: there is neither. */
  readonly chargedFen: Fen | null;
  readonly onAccountFen: Fen;
  /** What interim bills came to. */
  readonly settledFen: Fen;
}

export type PaidOnAccount =
  | { readonly kind: 'on-account' | 'repeated' | 'conflict' | 'exceeds' | 'no-receipt' }
  | { readonly kind: 'unfit'; readonly stage: Stage };

interface StayPaidFor {
  readonly stage: Stage;
  readonly cancelledBy: number | null;
  /** The payment, where it was told before. */
  readonly known: PatientPayment | null;
}

/**
 * Takes a payment before the settlement, never more than the stay has cost since its last bill: what nobody has charged yet would be a deposit.
 * The stay's row is locked. The workflow hears nothing: there is nothing that it waits for.
 */
export async function payOnAccount(
  tx: Connection,
  entry: PaymentEntry & { readonly actor: string },
  { stage, cancelledBy, known }: StayPaidFor,
): Promise<PaidOnAccount> {
  const { caseRef, paymentId, fen: some, receipt, actor, at } = entry;
  const { chargedFen, onAccountFen, settledFen } = await readOnAccount(tx, caseRef);
  const inCare = (stage === 'Admitted' || stage === 'Discharged') && cancelledBy === null;
  if (!inCare || chargedFen === null) return { kind: 'unfit', stage };
  if (known !== null) return { kind: isSamePayment(known, entry) ? 'repeated' : 'conflict' };
  if (receipt === null) return { kind: 'no-receipt' };
  const after = addFen(onAccountFen, some);
  if (after > subtractFen(chargedFen, settledFen)) return { kind: 'exceeds' };
  await tx.insertInto('patientPayments').values(paymentRow(entry, true)).execute();
  await setOnAccount(tx, caseRef, after);
  const postings = move(some, 'on-account:patient', 'received:patient');
  await post(tx, { caseRef, key: `on-account/${paymentId}`, postings, at });
  await recordEvent(tx, { caseRef, kind: 'paid-on-account', detail: { paymentId, fen: some, actor }, at });
  await tx
    .updateTable('paymentStages')
    .set({ paidAt: at })
    .where('caseRef', '=', caseRef)
    .where('paidAt', 'is', null)
    .where('targetFen', '<=', after)
    .execute();
  return { kind: 'on-account' };
}

/** Money on account pays the own part; what is too much is owed back, and the stay waits until it went. The settlement is written. */
export async function creditOnAccount(
  tx: Connection,
  paid: {
    readonly caseRef: CaseRef;
    readonly patientFen: Fen;
    readonly onAccountFen: Fen;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, patientFen, onAccountFen, at } = paid;
  const { creditedFen, backFen } = creditedOnAccount(patientFen, onAccountFen);
  const postings = [
    { account: 'on-account:patient', fen: onAccountFen },
    { account: 'receivable:patient', fen: subtractFen(zeroFen, creditedFen) },
    { account: 'refund:patient', fen: subtractFen(zeroFen, backFen) },
  ] as const;
  await post(tx, { caseRef, key: 'on-account-credited', postings, at });
  await recordEvent(tx, { caseRef, kind: 'on-account-credited', detail: { creditedFen, backFen }, at });
  if (backFen > 0) await owe(tx, { caseRef, debtor: 'patient', owedFen: backFen, resolution: null, at });
  await setOnAccount(tx, caseRef, zeroFen);
}

/** Money on account pays the patient's part of an interim bill, as far as it goes; what is left stays on account. */
export async function creditInterim(
  tx: Connection,
  paid: {
    readonly caseRef: CaseRef;
    /** The patient's part of it that is not paid. */
    readonly dueFen: Fen;
    /** Number of the bill. */
    readonly of: number;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, dueFen, of, at } = paid;
  const { onAccountFen } = await readOnAccount(tx, caseRef);
  const { creditedFen, backFen } = creditedOnAccount(maxFen(dueFen, zeroFen), onAccountFen);
  if (creditedFen === 0) return;
  const postings = move(creditedFen, 'receivable:patient', 'on-account:patient');
  await post(tx, { caseRef, key: `on-account-credited/${of}`, postings, at });
  const detail = { bill: of, creditedFen, backFen: zeroFen };
  await recordEvent(tx, { caseRef, kind: 'on-account-credited', detail, at });
  await setOnAccount(tx, caseRef, backFen);
}

/** The stay was entered by mistake: all that is on account is owed back. Its row is locked. */
export async function returnOnAccount(tx: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  const { onAccountFen } = await readOnAccount(tx, caseRef);
  if (onAccountFen > 0) await creditOnAccount(tx, { caseRef, patientFen: zeroFen, onAccountFen, at });
}

async function readOnAccount(tx: Connection, caseRef: CaseRef): Promise<OnAccount> {
  const row = await tx
    .selectFrom('stays')
    .leftJoin('settlements', 'settlements.caseRef', 'stays.caseRef')
    .leftJoin('discharges', 'discharges.caseRef', 'stays.caseRef')
    .select(['chargedFen', 'onAccountFen', 'settlements.totalFen', 'discharges.totalFen as billedFen'])
    .where('stays.caseRef', '=', caseRef)
    .executeTakeFirst();
  invariant(row !== undefined, 'a stay that is held is not there');
  const { totalFen, billedFen, onAccountFen } = row;
  // Who leaves before the settlement comes pays of the bill.
  return { onAccountFen, chargedFen: billedFen ?? row.chargedFen, settledFen: totalFen ?? zeroFen };
}

async function setOnAccount(tx: Connection, caseRef: CaseRef, onAccountFen: Fen): Promise<void> {
  await tx.updateTable('stays').set({ onAccountFen }).where('caseRef', '=', caseRef).execute();
}
