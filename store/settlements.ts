import type { Instant } from '../domain/dates.ts';
import type { CaseRef } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import { subtractFen, zeroFen } from '../domain/money.ts';
import { assertSettled, type Settlement } from '../domain/settlement.ts';
import type { ObligationRef } from '../domain/stay.ts';
import type { Connection } from './database.ts';
import { recordEvent } from './events.ts';
import { type Posting, post } from './ledger.ts';
import { moveTo } from './stay-course.ts';
import { lockStay, type StoreParts } from './stay-records.ts';

/** A settlement on its way into the store. */
export interface SettlementEntry {
  readonly caseRef: CaseRef;
  readonly settlement: Settlement;
  /** One for each payer whose share is above 0. */
  readonly obligations: readonly ObligationRef[];
  readonly at: Instant;
}

/** Who pays what of a bill, and what follows from it in the ledger. */
export function settlementRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Writes settlement, shares, postings and obligations in one transaction and reaches `Settled`; the first settlement
     * stays, and is what comes back. Throws HubProblem `case-unknown`; InvariantError when it does not add up or fit the bill.
     */
    async recordSettlement(entry: SettlementEntry): Promise<Settlement> {
      const { caseRef, settlement, at } = entry;
      assertSettled(settlement);
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const known = await readSettlement(tx, caseRef);
        if (known !== undefined) return known;
        invariant(stage === 'Discharged', 'a stay is settled that is not discharged');
        const bill = await tx
          .selectFrom('discharges')
          .select('totalFen')
          .where('caseRef', '=', caseRef)
          .executeTakeFirstOrThrow();
        invariant(bill.totalFen === settlement.totalFen, 'a settlement of another total than the bill');
        await writeSettlement(tx, entry);
        await writeObligations(tx, entry);
        await post(tx, {
          ...{ key: `${caseRef}/settlement`, caseRef, kind: 'settlement', at },
          postings: settlementPostings(settlement),
        });
        const { totalFen, patientFen } = settlement;
        await recordEvent(tx, { caseRef, kind: 'stay-settled', detail: { totalFen, patientFen }, at });
        await moveTo(tx, { caseRef, from: stage, to: 'Settled', at });
        return settlement;
      });
    },
    /** The settlement as recorded; undefined before. */
    settlement: (caseRef: CaseRef): Promise<Settlement | undefined> => readSettlement(db, caseRef),
  };
}

function settlementPostings(settlement: Settlement): readonly Posting[] {
  return [
    { account: 'billed', fen: subtractFen(zeroFen, settlement.totalFen) },
    ...settlement.shares.map((share): Posting => ({ account: `receivable:${share.payer}`, fen: share.fen })),
    { account: 'receivable:patient', fen: settlement.patientFen },
  ];
}

async function writeSettlement(tx: Connection, { caseRef, settlement, at }: SettlementEntry): Promise<void> {
  const { scheme, version, totalFen, patientFen, patientParts, assumed, shares } = settlement;
  await tx
    .insertInto('settlements')
    .values({
      ...{ caseRef, scheme, version, totalFen, patientFen, settledAt: at },
      patientParts: JSON.stringify(patientParts),
      assumed: JSON.stringify(assumed),
    })
    .execute();
  if (shares.length === 0) return;
  await tx
    .insertInto('settlementShares')
    .values(
      shares.map((share, index) => ({
        ...{ caseRef, position: index + 1, payer: share.payer, shareFen: share.fen },
        steps: JSON.stringify(share.steps),
      })),
    )
    .execute();
}

async function writeObligations(tx: Connection, entry: SettlementEntry): Promise<void> {
  const { caseRef, settlement, obligations, at } = entry;
  const owing = settlement.shares.filter((share) => share.fen > 0);
  invariant(owing.length === obligations.length, 'obligations and shares above 0 differ in number');
  if (owing.length === 0) return;
  const rows = owing.map((share) => {
    const ref = obligations.find((one) => one.payer === share.payer);
    invariant(ref !== undefined, 'a share has no obligation');
    const { payer, claimSequence, party } = ref;
    return { caseRef, payer, claimSequence, party, owedFen: share.fen, stateAt: at };
  });
  await tx.insertInto('obligations').values(rows).execute();
}

async function readSettlement(connection: Connection, caseRef: CaseRef): Promise<Settlement | undefined> {
  const row = await connection
    .selectFrom('settlements')
    .select(['scheme', 'version', 'totalFen', 'patientFen', 'patientParts', 'assumed'])
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const shares = await connection
    .selectFrom('settlementShares')
    .select(['payer', 'shareFen as fen', 'steps'])
    .where('caseRef', '=', caseRef)
    .orderBy('position')
    .execute();
  const settlement = { ...row, shares };
  assertSettled(settlement);
  return settlement;
}
