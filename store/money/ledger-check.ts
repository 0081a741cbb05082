import { sql } from 'kysely';
import { type CaseRef, isHospitalsOwn, type PayerId } from '../../domain/ids.ts';
import { addFen, type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Account, Debtor } from './accounts.ts';
import { receiptSums } from './claim-events.ts';
import { type ClaimReceipts, cameIn, claimAccounts, receivedOf } from './claim-figures.ts';
import { balancesOf, type Posting, summed } from './ledger.ts';
import type { Obligation } from './obligations.ts';
import { accountsBeforeSettlement } from './on-account-check.ts';
import { accountsOfParties, type LedgerFinding } from './party-accounts.ts';
import { lastDay } from './settlement-reads.ts';

/** How many were looked at, and what of them does not add up. */
export interface LedgerChecked {
  readonly stays: number;
  readonly findings: readonly LedgerFinding[];
}

const batch = 500;

/** Proves that each fen of each bill has exactly one owner. */
export function ledgerCheck({ db }: { readonly db: Database }) {
  return {
    /** Of every settled stay and every institution with a party; each batch is read as of one moment. */
    async checkLedger(): Promise<LedgerChecked> {
      const findings: LedgerFinding[] = [];
      let stays = 0;
      for (let after = ''; ; ) {
        const rows = await atOneMoment(db, (tx) => readCases(tx, after));
        findings.push(...rows.flatMap(findingsOf));
        stays += rows.length;
        const last = rows.at(-1);
        if (last === undefined || rows.length < batch) break;
        after = last.caseRef;
      }
      findings.push(...(await atOneMoment(db, accountsOfParties)));
      findings.push(...(await atOneMoment(db, accountsBeforeSettlement)));
      return { stays, findings };
    },
    /** What each payer bears of each person's stays that ended in one year, by scheme, with the stays. */
    async yearlySums(): Promise<
      readonly {
        readonly scheme: string;
        readonly payer: PayerId;
        readonly year: string;
        readonly fen: Fen;
        readonly cases: readonly CaseRef[];
      }[]
    > {
      const { rows } = await sql<{
        scheme: string;
        payer: PayerId;
        year: string;
        fen: number;
        cases: CaseRef[];
      }>`
        SELECT settlements.scheme, payer, to_char(${lastDay(sql`stays.case_ref`)}, 'YYYY') AS year, sum(share_fen)::bigint AS fen,
          array_agg(case_ref ORDER BY case_ref) AS cases
        FROM settlement_shares JOIN settlements USING (case_ref) JOIN stays USING (case_ref)
        GROUP BY person_ref, settlements.scheme, payer, 3 HAVING sum(share_fen) > 0`.execute(db);
      return rows.map((row) => ({ ...row, fen: fen(row.fen) }));
    },
  };
}

type CheckedClaim = Obligation & ClaimReceipts;

interface CheckedCase {
  readonly caseRef: CaseRef;
  readonly totalFen: Fen;
  readonly patientFen: Fen;
  readonly patientPaidFen: Fen;
  readonly waivedFen: Fen;
  readonly writtenOffFen: Fen;
  readonly deferredFen: Fen;
  /** Paid on account for the bills to come, in fen. */
  readonly onAccountFen: Fen;
  readonly shares: readonly { readonly payer: PayerId; readonly fen: Fen }[];
  readonly claims: readonly CheckedClaim[];
  /** What a corrected bill made owed back; `done`: it went. */
  readonly refunds: readonly { readonly debtor: Debtor; readonly fen: Fen; readonly done: boolean }[];
  readonly lines: readonly { readonly account: Account; readonly fen: Fen }[];
}

function atOneMoment<Value>(db: Database, work: (tx: Connection) => Promise<Value>): Promise<Value> {
  return db.transaction().setIsolationLevel('repeatable read').execute(work);
}

async function readCases(tx: Connection, after: string): Promise<readonly CheckedCase[]> {
  const { rows } = await sql<CheckedCase>`SELECT case_ref, total_fen, patient_fen,
      patient_paid_fen, waived_fen, written_off_fen, deferred_fen,
      (SELECT on_account_fen FROM stays WHERE stays.case_ref = settlements.case_ref) AS on_account_fen,
      (SELECT coalesce(json_agg(json_build_object('payer', payer, 'fen', share_fen)), '[]') FROM settlement_shares
        WHERE settlement_shares.case_ref = settlements.case_ref) AS shares,
      (SELECT coalesce(json_agg(json_build_object(${claimFields})), '[]') FROM obligations
        WHERE obligations.case_ref = settlements.case_ref) AS claims,
      (SELECT coalesce(json_agg(json_build_object('debtor', debtor, 'fen', owed_fen, 'done', refunded_on IS NOT NULL)), '[]')
        FROM refunds WHERE refunds.case_ref = settlements.case_ref) AS refunds,
      ${balancesOf(sql`settlements.case_ref`)} AS lines
    FROM settlements, LATERAL (SELECT ${patientSums} FROM patient_entries WHERE patient_entries.case_ref = settlements.case_ref) AS patient
    WHERE case_ref > ${after} ORDER BY case_ref LIMIT ${batch}`.execute(tx);
  return rows;
}

/** What happened to the own part, by where it stands in the ledger. */
const patientSums = sql`
  coalesce(sum(fen) FILTER (WHERE kind IN ('paid', 'drawn', 'on-account')), 0)::bigint AS patient_paid_fen,
  coalesce(sum(CASE kind WHEN 'waived' THEN fen WHEN 'waived-returned' THEN -fen END), 0)::bigint AS waived_fen,
  coalesce(sum(CASE kind WHEN 'written-off' THEN fen WHEN 'written-off-returned' THEN -fen END), 0)::bigint AS written_off_fen,
  coalesce(sum(fen) FILTER (WHERE kind = 'deferred'), 0)::bigint AS deferred_fen`;

const receipts = sql.join(
  Object.entries(receiptSums).map(
    ([name, sum]) => sql`${sql.lit(name)}, (SELECT ${sum} FROM claim_events
      WHERE claim_events.case_ref = obligations.case_ref AND claim_events.payer = obligations.payer
        AND claim_events.claim_sequence = obligations.claim_sequence)`,
  ),
);
const claimFields = sql`'payer', payer, 'claimSequence', claim_sequence, 'state', state, 'owedFen', owed_fen,
  'partPaidFen', part_paid_fen, 'overPaidFen', over_paid_fen, 'retainedFen', retained_fen, 'deductedFen', deducted_fen,
  'borneFen', borne_fen, 'movedFen', moved_fen, 'outsideFen', outside_fen, ${receipts}`;

function findingsOf(one: CheckedCase): readonly LedgerFinding[] {
  const differs = (
    what: LedgerFinding['what'],
    of: string,
    amounts: readonly [expected: Fen, found: Fen],
  ) => {
    const [expectedFen, foundFen] = amounts;
    return expectedFen === foundFen ? [] : [{ subject: one.caseRef, what, of, expectedFen, foundFen }];
  };
  const expected = expectedOf(one);
  const found = new Map(one.lines.map((line) => [line.account, line.fen]));
  const accounts = [...new Set([...expected.keys(), ...found.keys()])].flatMap((account) =>
    differs('account', account, [expected.get(account) ?? zeroFen, found.get(account) ?? zeroFen]),
  );
  const claimed = (payer: PayerId) =>
    sumFen([
      ...one.claims
        .filter((claim) => claim.payer === payer)
        .map((claim) => subtractFen(addFen(claim.owedFen, claim.outsideFen), claim.movedFen)),
      ...one.refunds.filter(({ debtor }) => debtor === payer).map((back) => subtractFen(zeroFen, back.fen)),
    ]);
  const shares = one.shares
    .filter(({ payer }) => !isHospitalsOwn(payer))
    .flatMap(({ payer, fen: share }) => differs('share', payer, [share, claimed(payer)]));
  const happened = one.claims
    .filter(({ state }) => state !== 'reversed')
    .flatMap((claim) =>
      differs('events', `${claim.payer}/${claim.claimSequence}`, [receivedOf(claim), cameIn(claim)]),
    );
  return [...accounts, ...shares, ...happened];
}

/** What the ledger must say by bill, claims and payments: one owner for each fen. */
function expectedOf(one: CheckedCase): ReadonlyMap<Account, Fen> {
  const lines: Posting[] = [];
  const add = (account: Account, some: Fen): void => void lines.push({ account, fen: some });
  add('billed', subtractFen(zeroFen, one.totalFen));
  const { waivedFen, writtenOffFen, deferredFen } = one;
  const elsewhere = sumFen([one.patientPaidFen, waivedFen, writtenOffFen, deferredFen]);
  add('receivable:patient', subtractFen(one.patientFen, elsewhere));
  add('deferred:patient', deferredFen);
  add('waived:patient', waivedFen);
  add('written-off:patient', writtenOffFen);
  add('received:patient', one.patientPaidFen);
  add('receivable:patient', one.onAccountFen);
  add('on-account:patient', subtractFen(zeroFen, one.onAccountFen));
  for (const { debtor, fen: back, done } of one.refunds) {
    add(done ? `received:${debtor}` : `refund:${debtor}`, subtractFen(zeroFen, back));
    if (debtor === 'patient') add('receivable:patient', back);
  }
  for (const { payer, fen: share } of one.shares) if (isHospitalsOwn(payer)) add(`borne:${payer}`, share);
  for (const { outsideFen } of one.claims) add('receivable:patient', outsideFen);
  for (const claim of one.claims)
    for (const line of claimAccounts(claim.payer, claim)) add(line.account, line.fen);
  return new Map(summed(lines).map((line) => [line.account, line.fen]));
}
