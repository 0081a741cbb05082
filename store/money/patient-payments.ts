import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, fen, subtractFen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay, type StoreParts } from '../stays/records.ts';
import { move, post } from './ledger.ts';
import { tellPatientPart } from './patient-part.ts';

/** One payment of the patient at the window, in fen. */
export interface PatientPayment {
  /** The hospital's own id of the payment; the same id is one payment for ever. */
  readonly paymentId: string;
  readonly fen: Fen;
  readonly paidOn: LocalDate;
  readonly method: string;
}

/** The patient's own part, in fen: owed = paid + balance. */
export interface PatientBalance {
  readonly owedFen: Fen;
  readonly paidFen: Fen;
  readonly balanceFen: Fen;
}

export type PaymentRecorded =
  | { readonly kind: 'recorded' | 'repeated'; readonly balance: PatientBalance }
  /** The payment id was used with other words, or the amount is more than is owed; nothing was written. */
  | { readonly kind: 'conflict' | 'exceeds'; readonly balance: PatientBalance }
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** What patients pay themselves. */
export function patientPayments({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Writes payment, postings, event and the signal to the workflow in one transaction. Throws HubProblem `case-unknown`. */
    async recordPatientPayment(
      entry: PatientPayment & { readonly caseRef: CaseRef; readonly actor: string; readonly at: Instant },
    ): Promise<PaymentRecorded> {
      const { caseRef, paymentId, paidOn, method, actor, at } = entry;
      invariant(entry.fen > 0, 'a payment of nothing');
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const balance = await readBalance(tx, caseRef);
        if (balance === undefined) return { kind: 'unfit', stage };
        const known = await tx
          .selectFrom('patientPayments')
          .select(['paidFen', 'paidOn', 'method'])
          .where((eb) => eb.and({ caseRef, paymentId }))
          .executeTakeFirst();
        if (known !== undefined) {
          const same = known.paidFen === entry.fen && known.paidOn === paidOn && known.method === method;
          return { kind: same ? 'repeated' : 'conflict', balance };
        }
        if (entry.fen > balance.balanceFen) return { kind: 'exceeds', balance };
        const payment = { caseRef, paymentId, paidFen: entry.fen, paidOn, method, recordedAt: at };
        await tx.insertInto('patientPayments').values(payment).execute();
        await post(tx, {
          ...{ caseRef, key: `patient/${paymentId}`, at },
          postings: move(entry.fen, 'receivable:patient', 'received:patient'),
        });
        await enqueue(tx, {
          kind: 'signal',
          caseRef,
          noticeId: `payment/${paymentId}`,
          payload: { kind: 'patient-paid' },
        });
        await recordEvent(tx, {
          caseRef,
          kind: 'patient-paid',
          detail: { paymentId, fen: entry.fen, actor },
          at,
        });
        const paidFen = fen(balance.paidFen + entry.fen);
        const { owedFen } = balance;
        const balanceFen = subtractFen(owedFen, paidFen);
        await tellPatientPart(tx, { caseRef, balanceFen, at });
        return { kind: 'recorded', balance: { owedFen, paidFen, balanceFen } };
      });
    },
    /** Undefined before settlement. */
    patientBalance: (caseRef: CaseRef): Promise<PatientBalance | undefined> => readBalance(db, caseRef),
    /** In the order in which they were recorded. Throws HubProblem `case-unknown`. */
    async patientPayments(caseRef: CaseRef): Promise<readonly PatientPayment[]> {
      const stay = await db
        .selectFrom('stays')
        .select('caseRef')
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      if (stay === undefined) throw new HubProblem('case-unknown');
      return db
        .selectFrom('patientPayments')
        .select(['paymentId', 'paidFen as fen', 'paidOn', 'method'])
        .where('caseRef', '=', caseRef)
        .orderBy('recordedAt')
        .orderBy('paymentId')
        .execute();
    },
  };
}

/** The patient's own part as the payments leave it; undefined before settlement. */
export async function readBalance(
  connection: Connection,
  caseRef: CaseRef,
): Promise<PatientBalance | undefined> {
  const row = await connection
    .selectFrom('settlements')
    .select('patientFen as owedFen')
    .select(
      sql<number>`(SELECT coalesce(sum(paid_fen), 0)::bigint FROM patient_payments
        WHERE patient_payments.case_ref = settlements.case_ref)`.as('paidFen'),
    )
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const paidFen = fen(row.paidFen);
  return { owedFen: row.owedFen, paidFen, balanceFen: subtractFen(row.owedFen, paidFen) };
}
