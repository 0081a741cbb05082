import { paidBefore } from '../../domain/paid-twice.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { move, post } from './ledger.ts';
import { type PaymentEntry, paymentRow } from './patient-payment.ts';
import { owe } from './refunds.ts';

/**
 * Takes a payment of more than is owed that was made before by another way, and owes it back; false where it is none, and nothing is
 * written. A plan of equal instalments raises nothing: what falls on it is not more than is owed. The stay's row is locked.
 */
export async function takePaidTwice(
  tx: Connection,
  entry: PaymentEntry & { readonly actor: string },
): Promise<boolean> {
  const { caseRef, paymentId, actor, at } = entry;
  const payments = await tx
    .selectFrom('patientPayments')
    .select(['paymentId', 'paidFen as fen', 'paidOn', 'method'])
    .where('caseRef', '=', caseRef)
    .orderBy('recordedAt')
    .execute();
  const before = await tx
    .selectFrom('refunds')
    .select(['paymentId', 'twiceOf'])
    .where('caseRef', '=', caseRef)
    .where('twiceOf', 'is not', null)
    .execute();
  const again = before.flatMap((one) => [one.paymentId, one.twiceOf]).filter((id) => id !== null);
  const first = paidBefore(entry, payments, again);
  if (first === null) return false;
  await tx.insertInto('patientPayments').values(paymentRow(entry)).execute();
  const postings = move(entry.fen, 'refund:patient', 'received:patient');
  await post(tx, { caseRef, key: `patient/${paymentId}`, postings, at });
  const detail = { paymentId, twiceOf: first.paymentId, fen: entry.fen, actor };
  await recordEvent(tx, { caseRef, kind: 'paid-twice', detail, at });
  const twice = { paymentId, twiceOf: first.paymentId };
  await owe(tx, { caseRef, debtor: 'patient', owedFen: entry.fen, resolution: null, twice, at });
  return true;
}
