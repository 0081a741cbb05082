import type { Instant } from '../../domain/dates.ts';
import { type CaseRef, isHospitalsOwn, type PayerId, type PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, subtractFen, zeroFen } from '../../domain/money.ts';
import { assertSettled, type Settlement } from '../../domain/settlement.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay, type StoreParts, stayPlace } from '../stays/records.ts';
import { moveTo } from '../stays/stages.ts';
import { type Posting, post } from './ledger.ts';
import { readSettlement, settlementRow, usedInYear, writeShares } from './settlement-rows.ts';

/** A settlement on its way into the store. */
export interface SettlementEntry {
  readonly caseRef: CaseRef;
  readonly settlement: Settlement;
  /** One for each payer whose share is above 0; none for what the hospital itself bears. */
  readonly obligations: readonly ObligationRef[];
  /** What it was worked out from, JSON-safe, stored sealed: a later no of a payer is worked out from the same. */
  readonly request: object;
  readonly at: Instant;
}

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
     * gives null nothing is written.
     */
    async settleUnderCaps(
      stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
      work: (usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>) => SettlementEntry | null,
    ): Promise<Settlement | null> {
      return db.transaction().execute(async (tx) => {
        await tx
          .selectFrom('people')
          .select('personRef')
          .where('personRef', '=', stay.personRef)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const known = await readSettlement(tx, stay.caseRef);
        if (known !== undefined) return known;
        const entry = work(await usedInYear(tx, stay));
        return entry && writeOnce(sealer, tx, entry);
      });
    },
    /** The settlement as recorded; undefined before. */
    settlement: (caseRef: CaseRef): Promise<Settlement | undefined> => readSettlement(db, caseRef),
  };
}

/** Writes a settlement in the caller's transaction; the first one stays. */
async function writeOnce(
  sealer: StoreParts['sealer'],
  tx: Connection,
  entry: SettlementEntry,
): Promise<Settlement> {
  const { caseRef, settlement, at } = entry;
  assertSettled(settlement);
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
  await writeSettlement(tx, entry, sealer.seal(entry.request, stayPlace('settled-from', caseRef)));
  await writeObligations(tx, entry);
  await post(tx, {
    ...{ caseRef, key: 'settlement', at },
    postings: settlementPostings(settlement),
  });
  const { totalFen, patientFen } = settlement;
  await recordEvent(tx, { caseRef, kind: 'stay-settled', detail: { totalFen, patientFen }, at });
  await moveTo(tx, { caseRef, to: 'Settled', at });
  return settlement;
}

function settlementPostings(settlement: Settlement): readonly Posting[] {
  return [
    { account: 'billed', fen: subtractFen(zeroFen, settlement.totalFen) },
    ...settlement.shares.map(
      ({ payer, fen: share }): Posting => ({
        account: `${isHospitalsOwn(payer) ? 'borne' : 'receivable'}:${payer}`,
        fen: share,
      }),
    ),
    { account: 'receivable:patient', fen: settlement.patientFen },
  ];
}

async function writeSettlement(
  tx: Connection,
  { caseRef, settlement, at }: SettlementEntry,
  requestSealed: Buffer,
): Promise<void> {
  await tx
    .insertInto('settlements')
    .values({ ...settlementRow(settlement), caseRef, settledAt: at, requestSealed })
    .execute();
  await writeShares(tx, caseRef, settlement);
}

async function writeObligations(tx: Connection, entry: SettlementEntry): Promise<void> {
  const { caseRef, settlement, obligations, at } = entry;
  const owing = settlement.shares.filter(({ payer, fen }) => fen > 0 && !isHospitalsOwn(payer));
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
