import { sql } from 'kysely';
import type { Fen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';

/** Something that does not add up: of a stay, of an institution with one party, or of a person's year. Amounts in fen. */
export interface LedgerFinding {
  /** A case ref, or `institution/party`. */
  readonly subject: string;
  /** `account`: ledger against claims, bill and payments; `share`: claims against settlement; `events`: what happened against the claim. */
  readonly what: 'account' | 'share' | 'events' | 'party' | 'cap';
  /** Which account, payer or claim. */
  readonly of: string;
  readonly expectedFen: Fen;
  readonly foundFen: Fen;
}

/** Where the ledger of an institution with one party does not say what its remittances and their lines say. */
export async function accountsOfParties(tx: Connection): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ subject: string; account: string; expected: Fen; found: Fen }>`
    WITH arrived AS (
      SELECT institution, party, sum(amount_fen) AS fen FROM remittances GROUP BY 1, 2),
    lines AS (
      SELECT institution, party, sum(fen) AS fen FROM remittance_allocations JOIN remittances USING (remittance_id)
      GROUP BY 1, 2),
    expected AS (
      SELECT institution, party, said.account, said.fen FROM arrived LEFT JOIN lines USING (institution, party),
        LATERAL (VALUES ('bank', arrived.fen), ('allocated', -coalesce(lines.fen, 0)),
          ('unallocated', coalesce(lines.fen, 0) - arrived.fen)) AS said (account, fen)),
    found AS (
      SELECT institution, party, account, sum(fen) AS fen
      FROM ledger_postings JOIN ledger_transactions USING (transaction_id) WHERE case_ref IS NULL GROUP BY 1, 2, 3)
    SELECT institution || '/' || party AS subject, account, coalesce(expected.fen, 0)::bigint AS expected,
      coalesce(found.fen, 0)::bigint AS found
    FROM expected FULL JOIN found USING (institution, party, account)
    WHERE coalesce(expected.fen, 0) <> coalesce(found.fen, 0)`.execute(tx);
  return rows.map(({ subject, account, expected, found }) => ({
    ...{ subject, what: 'party', of: account, expectedFen: expected, foundFen: found },
  }));
}
