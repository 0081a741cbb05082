import { sql } from 'kysely';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { InvariantError, invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import { assertSettled, type Settlement } from '../../domain/settlement.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearedWith } from '../stays/attention.ts';
import { eventsOf, held } from '../stays/held.ts';
import { unsettledStep } from '../stays/other-stays.ts';
import { type StoreParts, stayPlace } from '../stays/records.ts';
import { entryOf } from './ledger.ts';
import { creditOnAccount } from './on-account.ts';
import { knownUnderCaps, lockPerson, readSettlement } from './settlement-reads.ts';
import {
  obligationRows,
  type SettlementEntry,
  settlementPostings,
  settlementRow,
  shareRows,
} from './settlement-writes.ts';

/** Who pays what of a bill, and what follows from it in the ledger. */
export function settlementRecords({ db, sealer }: StoreParts) {
  return {
    /**
     * Writes settlement, shares, postings and obligations in one transaction and reaches `Settled`; the first settlement
     * stays, and is what comes back. Throws HubProblem `case-unknown`; InvariantError when it does not add up or fit the bill.
     */
    async recordSettlement(entry: SettlementEntry): Promise<Settlement> {
      return db.transaction().execute((tx) => writeOnce(sealer, tx, entry));
    },
    /**
     * The same for a settlement that depends on what the person's other stays of the year took: `work` gets those amounts
     * (fen by payer) and is called while nobody else can settle a stay of the person, so that no yearly cap is passed; when it
     * gives null nothing is written. `cancelled`: people cancelled the stay meanwhile.
     */
    async settleUnderCaps(
      stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
      work: (usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>) => SettlementEntry | null,
    ): Promise<Settlement | 'cancelled' | null> {
      return db.transaction().execute(async (tx) => {
        await lockPerson(tx, stay.personRef);
        const { settlement, used, cancelled } = await knownUnderCaps(tx, stay);
        if (cancelled) return 'cancelled';
        if (settlement !== undefined) return settlement;
        const entry = work(used);
        return entry && writeOnce(sealer, tx, entry);
      });
    },
    /** The settlement as recorded; undefined before. */
    settlement: (caseRef: CaseRef): Promise<Settlement | undefined> => readSettlement(db, caseRef),
  };
}

/** Writes a settlement with all that follows from it, in one statement, and in a second what was paid on account, where any was; the first one stays. */
async function writeOnce(
  sealer: StoreParts['sealer'],
  tx: Connection,
  entry: SettlementEntry,
): Promise<Settlement> {
  const { caseRef, settlement, at } = entry;
  assertSettled(settlement);
  const { totalFen, patientFen } = settlement;
  const requestSealed = sealer.seal(entry.request, stayPlace('settled-from', caseRef));
  const told = [
    { kind: 'stay-settled', detail: { totalFen, patientFen } },
    { kind: 'stage-reached', detail: { stage: 'Settled' } },
  ] as const;
  const { rows } = await sql<SettledRow>`WITH ${held(caseRef, sql`, on_account_fen`)},
    bill AS (SELECT total_fen FROM discharges WHERE case_ref = ${caseRef}),
    settled AS (${settlementRow(entry, requestSealed)}),
    shares AS (${shareRows(entry)}),
    owed AS (${obligationRows(entry)}),
    ${entryOf(sql`settled`, { key: 'settlement', postings: settlementPostings(settlement), at })},
    told AS (${eventsOf(sql`settled`, told, at)}),
    ${clearedWith(sql`settled`, { step: unsettledStep }, at)},
    moved AS (UPDATE stays SET stage = 'Settled' FROM settled WHERE stays.case_ref = settled.case_ref)
    SELECT stage, on_account_fen, (SELECT total_fen FROM bill) AS billed, EXISTS (SELECT FROM settled) AS settled FROM was`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  const { onAccountFen } = row;
  if (row.settled && onAccountFen > 0) await creditOnAccount(tx, { caseRef, patientFen, onAccountFen, at });
  if (row.settled) return settlement;
  const known = await readSettlement(tx, caseRef);
  if (known !== undefined) return known;
  invariant(row.stage === 'Discharged', 'a stay is settled that is not discharged');
  invariant(row.billed === totalFen, 'a settlement of another total than the bill');
  throw new InvariantError('a settlement was neither written nor there');
}

interface SettledRow {
  readonly stage: Stage;
  readonly billed: Fen | null;
  readonly settled: boolean;
  readonly onAccountFen: Fen;
}
