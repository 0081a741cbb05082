import { sql } from 'kysely';
import type { Fen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import type { LedgerFinding } from './party-accounts.ts';

/** Where the ledger of a stay before its settlement does not say what was paid on account, what is owed back of it, and what went back. */
export async function accountsBeforeSettlement(tx: Connection): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ subject: string; account: string; expected: Fen; found: Fen }>`
    WITH unsettled AS (
      SELECT case_ref, on_account_fen FROM stays
      WHERE NOT EXISTS (SELECT FROM settlements WHERE settlements.case_ref = stays.case_ref)
        AND EXISTS (SELECT FROM ledger_transactions WHERE ledger_transactions.case_ref = stays.case_ref
          UNION ALL SELECT FROM patient_payments WHERE patient_payments.case_ref = stays.case_ref)),
    sums AS (
      SELECT case_ref, on_account_fen, coalesce(sum(fen) FILTER (WHERE kind = 'on-account'), 0) AS paid,
        coalesce(sum(fen) FILTER (WHERE kind = 'refund-due'), 0) AS back, coalesce(sum(fen) FILTER (WHERE kind = 'refunded'), 0) AS done
      FROM unsettled LEFT JOIN patient_entries USING (case_ref) GROUP BY 1, 2),
    expected AS (
      SELECT case_ref, said.account, said.fen FROM sums, LATERAL (VALUES ('received:patient', paid - done),
        ('on-account:patient', back - paid), ('refund:patient', done - back)) AS said (account, fen)),
    found AS (
      SELECT case_ref, account, sum(fen) AS fen
      FROM unsettled JOIN ledger_transactions USING (case_ref) JOIN ledger_postings USING (transaction_id) GROUP BY 1, 2)
    SELECT case_ref AS subject, account, coalesce(expected.fen, 0)::bigint AS expected, coalesce(found.fen, 0)::bigint AS found
    FROM expected FULL JOIN found USING (case_ref, account) WHERE coalesce(expected.fen, 0) <> coalesce(found.fen, 0)
    UNION ALL
    SELECT case_ref, 'on-account', (paid - back)::bigint, on_account_fen FROM sums WHERE paid - back <> on_account_fen`.execute(
    tx,
  );
  return rows.map(({ subject, account, expected, found }) => ({
    ...{ subject, what: 'account', of: account, expectedFen: expected, foundFen: found },
  }));
}
