import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { paidBefore } from '../../domain/paid-twice.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { move, post } from './ledger.ts';
import type { PatientPayment } from './patient-payment.ts';
import { owe } from './refunds.ts';

/**
 * Takes a payment of more than is owed that was made before by another way, and owes it back; false where it is none, and nothing is
 * written. A plan of equal instalments raises nothing: what falls on it is not more than is owed. The stay's row is locked.
 */
export async function takePaidTwice(
  tx: Connection,
  entry: PatientPayment & { readonly caseRef: CaseRef; readonly actor: string; readonly at: Instant },
): Promise<boolean> {
  const { caseRef, paymentId, paidOn, method, receipt, cashier = null, actor, at } = entry;
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
  await tx
    .insertInto('patientPayments')
    .values({ caseRef, paymentId, paidFen: entry.fen, paidOn, method, receipt, cashier, recordedAt: at })
    .execute();
  const postings = move(entry.fen, 'refund:patient', 'received:patient');
  await post(tx, { caseRef, key: `patient/${paymentId}`, postings, at });
  const detail = { paymentId, twiceOf: first.paymentId, fen: entry.fen, actor };
  await recordEvent(tx, { caseRef, kind: 'paid-twice', detail, at });
  const twice = { paymentId, twiceOf: first.paymentId };
  await owe(tx, { caseRef, debtor: 'patient', owedFen: entry.fen, resolution: null, twice, at });
  return true;
}
