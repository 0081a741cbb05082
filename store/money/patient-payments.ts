import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, subtractFen } from '../../domain/money.ts';
import type { Allotted } from '../../domain/repayment.ts';
import { signalOf } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { eventsOf } from '../stays/held.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { entryOf } from './ledger.ts';
import { type PaidOnAccount, payOnAccount } from './on-account.ts';
import { takePaidTwice } from './paid-twice.ts';
import { accountOf, type PatientBalance } from './patient-account.ts';
import { drawStep, patientPartStep, tellPatientPart } from './patient-part.ts';
import {
  isSamePayment,
  knownPayment,
  type PatientPayment,
  type PaymentEntry,
  paymentRow,
} from './patient-payment.ts';
import { allotOpen, fallOnPlan, fallsOnAccounts } from './repayment-plans.ts';

export type PaymentRecorded =
  | { readonly kind: 'recorded' | 'repeated' | 'twice'; readonly balance: PatientBalance | null }
  /** The payment id was used with other words, or the amount is more than is owed; nothing was written. */
  | { readonly kind: 'conflict' | 'exceeds'; readonly balance: PatientBalance | null }
  | PaidOnAccount;

/** What patients pay themselves. */
export function patientPayments({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Writes payment, postings, event and the signal to the workflow in one transaction; before the settlement, on account; of a plan the oldest instalments first; what was paid before by another way is owed back. Throws HubProblem `case-unknown`. */
    async recordPatientPayment(
      told: PatientPayment & { readonly caseRef: CaseRef; readonly actor: string; readonly at: Instant },
    ): Promise<PaymentRecorded> {
      const entry = { ...told, cashier: told.cashier ?? null };
      const { caseRef, paymentId, actor, at } = entry;
      invariant(entry.fen > 0, 'a payment of nothing');
      return db.transaction().execute(async (tx) => {
        const locked = await lockStay(tx, caseRef);
        const { known, found } = await standing(tx, entry);
        const goesOn = locked.stage === 'Admitted' || locked.stage === 'Discharged';
        // Nothing of the bills so far is unpaid: it is for the next one.
        if (found === undefined || (goesOn && known === null && found.balance.balanceFen <= 0))
          return payOnAccount(tx, entry, { ...locked, known });
        const { balance, waits } = found;
        if (known !== null) return { kind: isSamePayment(known, entry) ? 'repeated' : 'conflict', balance };
        if (entry.fen > balance.balanceFen)
          return { kind: (await takePaidTwice(tx, entry)) ? 'twice' : 'exceeds', balance };
        const paid = { kind: 'patient-paid', detail: { paymentId, fen: entry.fen, actor } } as const;
        const falls = await allotOpen(tx, { caseRef, amount: entry.fen, balance, at });
        const postings = fallsOnAccounts(falls, entry.fen, 'received:patient');
        await sql`WITH paid AS (
            ${tx.insertInto('patientPayments').values(paymentRow(entry)).returning('caseRef')}),
          ${entryOf(sql`paid`, { key: `patient/${paymentId}`, postings, at })},
          owed AS (${signalOf(sql`paid`, { noticeId: `payment/${paymentId}`, payload: { kind: 'patient-paid' } })})
          ${eventsOf(sql`paid`, [paid], at)}`.execute(tx);
        if (falls.plan !== null)
          await fallOnPlan(tx, { caseRef, plan: falls.plan, falls: falls.instalments, as: 'paid', at });
        const after = afterPayment(balance, entry.fen, falls);
        if (waits) await tellPatientPart(tx, { caseRef, balanceFen: after.dueFen, at });
        return { kind: 'recorded', balance: after };
      });
    },
  };
}

function afterPayment(balance: PatientBalance, paid: Fen, { undeferredFen }: Allotted): PatientBalance {
  const { paidFen, balanceFen, deferredFen, dueFen } = balance;
  return {
    ...balance,
    paidFen: addFen(paidFen, paid),
    balanceFen: subtractFen(balanceFen, paid),
    deferredFen: subtractFen(deferredFen, subtractFen(paid, undeferredFen)),
    dueFen: subtractFen(dueFen, undeferredFen),
  };
}

/** This payment if it is known, what is owed and paid, and whether somebody waits for the patient; `found` is undefined before settlement. */
async function standing(tx: Connection, entry: PaymentEntry) {
  const { caseRef } = entry;
  const { rows } = await sql<
    { readonly [Sum in keyof PatientBalance]: PatientBalance[Sum] | null } & {
      readonly known: PatientPayment | null;
      readonly waits: boolean;
    }
  >`SELECT known, owed_fen, account.paid_fen, relieved_fen, balance_fen, deferred_fen, due_fen,
    EXISTS (SELECT FROM attention WHERE attention.case_ref = ${caseRef} AND step IN (${patientPartStep}, ${drawStep})) AS waits
    FROM (SELECT ${knownPayment(entry)} AS known) AS told LEFT JOIN ${accountOf(sql`${caseRef}::text`)} AS account
      ON owed_fen IS NOT NULL`.execute(tx);
  const [row] = rows;
  invariant(row !== undefined, 'one row stands without any account');
  const { known, waits, owedFen, ...rest } = row;
  if (owedFen === null) return { known, found: undefined };
  return { known, found: { balance: { owedFen, ...rest } as PatientBalance, waits } };
}
