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
      SELECT case_ref, on_account_fen, (SELECT coalesce(sum(paid_fen), 0) FROM patient_payments
          WHERE patient_payments.case_ref = unsettled.case_ref) AS paid,
        (SELECT coalesce(sum(owed_fen), 0) FROM refunds WHERE refunds.case_ref = unsettled.case_ref) AS back,
        (SELECT coalesce(sum(owed_fen), 0) FROM refunds
          WHERE refunds.case_ref = unsettled.case_ref AND refunded_on IS NOT NULL) AS done
      FROM unsettled),
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
