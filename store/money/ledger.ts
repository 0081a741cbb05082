import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Account } from './accounts.ts';

/** One line; debit positive, in fen. */
export interface Posting {
  readonly account: Account;
  readonly fen: Fen;
}

/** What happened to money, once for ever by its key. */
export interface LedgerEntry {
  readonly caseRef: CaseRef;
  /** Names it within the case. */
  readonly key:
    | 'settlement'
    | `claim/${string}`
    | `patient/${string}`
    | `amendment/${number}`
    | `interim/${number}`
    | `interim/${number}/withdrawn`
    | `refund/${string}`
    | `on-account/${string}`
    | 'on-account-credited'
    | `on-account-credited/${number}`
    | `plan/${number}`
    | `relief/${number}`
    | `remittance/${string}`;
  readonly postings: readonly Posting[];
  readonly at: Instant;
}

/** Look-ups in the ledger. */
export function ledger(db: Database) {
  return {
    /** Balance of every account of a case that is not zero, in fen. */
    balances: (caseRef: CaseRef): Promise<readonly Posting[]> => readBalances(db, caseRef),
  };
}

/** An expression for the accounts of a case that are not zero, as JSON. */
export function balancesOf(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(json_agg(json_build_object('account', account, 'fen', fen)), '[]') FROM (
    SELECT account, sum(fen)::bigint AS fen FROM ledger_postings JOIN ledger_transactions AS entry USING (transaction_id)
    WHERE entry.case_ref = ${caseRef} GROUP BY account HAVING sum(fen) <> 0) AS balances)`;
}

/** Balance of every account of a case that is not zero, in fen. */
export async function readBalances(connection: Connection, caseRef: CaseRef): Promise<readonly Posting[]> {
  const rows = await connection
    .selectFrom('ledgerPostings')
    .innerJoin('ledgerTransactions', 'ledgerTransactions.transactionId', 'ledgerPostings.transactionId')
    .select(['account', sql<number>`sum(fen)::bigint`.as('fen')])
    .where('caseRef', '=', caseRef)
    .groupBy('account')
    .having(sql<boolean>`sum(fen) <> 0`)
    .orderBy('account')
    .execute();
  return rows.map((row) => ({ account: row.account, fen: fen(row.fen) }));
}

/**
 * Parts of WITH that write an entry for the row of a part, in the statement of what it is about. PostgreSQL refuses the commit
 * unless it balances; so do we, earlier. Lines of 0 are left out.
 */
export function entryOf(
  part: RawBuilder<unknown>,
  { key, postings: given, at }: Omit<LedgerEntry, 'caseRef'>,
): RawBuilder<unknown> {
  const postings = given.filter((posting) => posting.fen !== 0);
  invariant(sumFen(postings.map((posting) => posting.fen)) === 0, 'a ledger entry does not balance');
  // A bill of 0 fen moves nothing.
  if (postings.length === 0) return sql`posted AS (SELECT)`;
  return sql`entry AS (
      INSERT INTO ledger_transactions (case_ref, transaction_key, at)
      SELECT case_ref, ${key}::text, ${at}::timestamptz FROM ${part} RETURNING transaction_id),
    posted AS (
      INSERT INTO ledger_postings (transaction_id, line, account, fen)
      SELECT transaction_id, line, account, fen
      FROM entry, unnest(${postings.map((posting) => posting.account)}::text[],
        ${postings.map((posting) => posting.fen)}::bigint[]) WITH ORDINALITY AS posting (account, fen, line))`;
}

/** Writes an entry in the caller's transaction, where it is about more than one statement. Lines of 0 are left out. */
export async function post(tx: Connection, { caseRef, ...entry }: LedgerEntry): Promise<void> {
  await sql`WITH about AS (SELECT ${caseRef}::text AS case_ref), ${entryOf(sql`about`, entry)} SELECT`.execute(
    tx,
  );
}

/** An institution with one party: it owns what no claim explains. */
export interface PartyOwner {
  readonly institution: InstitutionId;
  readonly party: PartyId;
}

/** Writes an entry of an owner without a case. */
export async function postFor(
  tx: Connection,
  { institution, party }: PartyOwner,
  { key, postings, at }: Omit<LedgerEntry, 'caseRef'>,
): Promise<void> {
  const lines = postings.filter((line) => line.fen !== 0);
  invariant(sumFen(lines.map((line) => line.fen)) === 0, 'a ledger entry does not balance');
  if (lines.length === 0) return;
  const { transactionId } = await tx
    .insertInto('ledgerTransactions')
    .values({ institution, party, transactionKey: key, at })
    .returning('transactionId')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('ledgerPostings')
    .values(lines.map((line, place) => ({ transactionId, line: place + 1, ...line })))
    .execute();
}

/** One line an account; none for 0. */
export function summed(lines: readonly Posting[]): readonly Posting[] {
  const accounts = new Map<Account, Fen>();
  for (const { account, fen: some } of lines)
    accounts.set(account, addFen(accounts.get(account) ?? zeroFen, some));
  return [...accounts].filter(([, some]) => some !== 0).map(([account, some]) => ({ account, fen: some }));
}

/** The two lines that move an amount between accounts. */
export function move(amount: Fen, from: Account, to: Account): readonly Posting[] {
  return [
    { account: to, fen: amount },
    { account: from, fen: subtractFen(zeroFen, amount) },
  ];
}
