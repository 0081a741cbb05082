import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, fen, subtractFen } from '../../domain/money.ts';
import { signalOf } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { eventsOf } from '../stays/held.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { entryOf, move } from './ledger.ts';
import { type PaidOnAccount, payOnAccount } from './on-account.ts';
import { outsideOf } from './outside-sum.ts';
import { drawStep, patientPartStep, tellPatientPart } from './patient-part.ts';
import type { PatientPayment } from './patient-payment.ts';

/** The patient's own part, in fen: owed = paid + balance. */
export interface PatientBalance {
  readonly owedFen: Fen;
  readonly paidFen: Fen;
  readonly balanceFen: Fen;
}

export type PaymentRecorded =
  | { readonly kind: 'recorded' | 'repeated'; readonly balance: PatientBalance | null }
  /** The payment id was used with other words, or the amount is more than is owed; nothing was written. */
  | { readonly kind: 'conflict' | 'exceeds'; readonly balance: PatientBalance | null }
  | PaidOnAccount;

/** What patients pay themselves. */
export function patientPayments({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Writes payment, postings, event and the signal to the workflow in one transaction; before the settlement, on account. Throws HubProblem `case-unknown`. */
    async recordPatientPayment(
      entry: PatientPayment & { readonly caseRef: CaseRef; readonly actor: string; readonly at: Instant },
    ): Promise<PaymentRecorded> {
      const { caseRef, paymentId, paidOn, method, receipt, actor, at } = entry;
      invariant(entry.fen > 0, 'a payment of nothing');
      return db.transaction().execute(async (tx) => {
        const locked = await lockStay(tx, caseRef);
        const found = await standing(tx, { caseRef, paymentId });
        if (found === undefined) return payOnAccount(tx, entry, locked);
        const { balance, known, waits } = found;
        if (known !== null) {
          const same = known.fen === entry.fen && known.paidOn === paidOn && known.method === method;
          return { kind: same && known.receipt === receipt ? 'repeated' : 'conflict', balance };
        }
        if (entry.fen > balance.balanceFen) return { kind: 'exceeds', balance };
        const paid = { kind: 'patient-paid', detail: { paymentId, fen: entry.fen, actor } } as const;
        const postings = move(entry.fen, 'receivable:patient', 'received:patient');
        await sql`WITH paid AS (
            INSERT INTO patient_payments (case_ref, payment_id, paid_fen, paid_on, method, receipt, recorded_at)
            VALUES (${caseRef}, ${paymentId}, ${entry.fen}, ${paidOn}, ${method}, ${receipt}, ${at}) RETURNING case_ref),
          ${entryOf(sql`paid`, { key: `patient/${paymentId}`, postings, at })},
          owed AS (${signalOf(sql`paid`, { noticeId: `payment/${paymentId}`, payload: { kind: 'patient-paid' } })})
          ${eventsOf(sql`paid`, [paid], at)}`.execute(tx);
        const paidFen = fen(balance.paidFen + entry.fen);
        const { owedFen } = balance;
        const balanceFen = subtractFen(owedFen, paidFen);
        if (waits) await tellPatientPart(tx, { caseRef, balanceFen, at });
        return { kind: 'recorded', balance: { owedFen, paidFen, balanceFen } };
      });
    },
    /** Undefined before settlement. */
    patientBalance: (caseRef: CaseRef): Promise<PatientBalance | undefined> => readBalance(db, caseRef),
  };
}

/** What is owed and paid, this payment if it is known, and whether somebody waits for the patient; undefined before settlement. */
async function standing(
  tx: Connection,
  { caseRef, paymentId }: { readonly caseRef: CaseRef; readonly paymentId: string },
) {
  const { rows } = await sql<{
    readonly owedFen: Fen;
    readonly paidFen: number;
    readonly known: Pick<PatientPayment, 'fen' | 'paidOn' | 'method' | 'receipt'> | null;
    readonly waits: boolean;
  }>`SELECT patient_fen + ${outsideOf(sql`settlements.case_ref`)} AS owed_fen, ${paidSum} AS paid_fen, (
      SELECT json_build_object('fen', paid_fen, 'paidOn', paid_on, 'method', method, 'receipt', receipt) FROM patient_payments AS known
      WHERE known.case_ref = settlements.case_ref AND payment_id = ${paymentId}) AS known,
    EXISTS (SELECT FROM attention WHERE attention.case_ref = settlements.case_ref AND step IN (${patientPartStep}, ${drawStep})) AS waits
    FROM settlements WHERE case_ref = ${caseRef}`.execute(tx);
  const [row] = rows;
  return row && { ...row, balance: balanceOf(row) };
}

/** What was paid, less what is owed or went back to the patient. */
const paidSum = sql<number>`((SELECT coalesce(sum(paid_fen), 0)::bigint FROM patient_payments
  WHERE patient_payments.case_ref = settlements.case_ref) - (SELECT coalesce(sum(refunds.owed_fen), 0)::bigint FROM refunds
  WHERE refunds.case_ref = settlements.case_ref AND debtor = 'patient'))`;

function balanceOf(row: { readonly owedFen: Fen; readonly paidFen: number }): PatientBalance {
  const paidFen = fen(row.paidFen);
  return { owedFen: row.owedFen, paidFen, balanceFen: subtractFen(row.owedFen, paidFen) };
}

/** The patient's own part as the payments leave it; undefined before settlement. */
export async function readBalance(
  connection: Connection,
  caseRef: CaseRef,
): Promise<PatientBalance | undefined> {
  const row = await connection
    .selectFrom('settlements')
    .select(sql<Fen>`patient_fen + ${outsideOf(sql`settlements.case_ref`)}`.as('owedFen'))
    .select(paidSum.as('paidFen'))
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  return row && balanceOf(row);
}
