import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { PatientEntryKind } from '../../domain/patient-account.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** The patient's own part, in fen: owed = paid + relieved + balance, balance = deferred + due. */
export interface PatientBalance {
  readonly owedFen: Fen;
  readonly paidFen: Fen;
  /** Waived and written off. */
  readonly relievedFen: Fen;
  readonly balanceFen: Fen;
  /** What of the balance a plan of instalments defers. */
  readonly deferredFen: Fen;
  /** What of the balance no plan defers: a stay closes once it is 0. */
  readonly dueFen: Fen;
}

const sums = sql`owed_fen, paid_fen, relieved_fen, balance_fen, deferred_fen, due_fen`;

/** One thing that happened to the own part. */
export interface PatientEntry {
  /** Counts from 1 in the order in which it happened. */
  readonly sequence: number;
  readonly kind: PatientEntryKind;
  readonly fen: Fen;
  readonly day: LocalDate;
  /** Number of a receipt, or what of the stay it rests on. */
  readonly evidence: string;
  readonly at: Instant;
}

/**
 * The sums of one stay's account, for FROM; columns as the fields of PatientBalance, owed, balance and due null before the settlement.
 * Of a stay that is settled bill by bill what is on account for the bills to come pays none of those so far.
 */
export function accountOf(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT owed_fen, paid_fen - CASE WHEN owed_fen IS NULL THEN 0 ELSE held END AS paid_fen, relieved_fen,
      balance_fen + held AS balance_fen, deferred_fen, due_fen + held AS due_fen
    FROM patient_account(${caseRef}) AS sums,
      (SELECT coalesce(max(on_account_fen), 0) AS held FROM stays AS own WHERE own.case_ref = ${caseRef}) AS account_held)`;
}

/** An expression for what of the balance of a case is due now (fen); null before the settlement. */
export function dueOf(caseRef: RawBuilder<unknown>): RawBuilder<Fen | null> {
  return sql`(SELECT due_fen FROM ${accountOf(caseRef)} AS account)`;
}

/** An expression for the sums as JSON; null before the settlement. */
export function balanceJson(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT json_build_object('owedFen', owed_fen, 'paidFen', paid_fen, 'relievedFen', relieved_fen,
    'balanceFen', balance_fen, 'deferredFen', deferred_fen, 'dueFen', due_fen)
    FROM ${accountOf(caseRef)} AS account WHERE owed_fen IS NOT NULL)`;
}

/** What patients owe, by what happened. */
export function patientAccounts({ db }: { readonly db: Database }) {
  return {
    /** Undefined before the settlement. */
    patientBalance: (caseRef: CaseRef): Promise<PatientBalance | undefined> => readBalance(db, caseRef),
    /** Everything that happened to the own part, in order; before the settlement what was paid on account. */
    async patientEntries(caseRef: CaseRef): Promise<readonly PatientEntry[]> {
      const { rows } = await sql<PatientEntry>`
        SELECT row_number() OVER (ORDER BY at, kind, number, evidence)::int AS sequence, kind, fen, day, evidence, at
        FROM patient_entries WHERE case_ref = ${caseRef} ORDER BY sequence`.execute(db);
      return rows;
    },
  };
}

/** The patient's own part as the payments leave it; undefined before settlement. */
export async function readBalance(
  connection: Connection,
  caseRef: CaseRef,
): Promise<PatientBalance | undefined> {
  const { rows } = await sql<PatientBalance>`SELECT ${sums}
    FROM ${accountOf(sql`${caseRef}::text`)} AS account WHERE owed_fen IS NOT NULL`.execute(connection);
  return rows[0];
}
