import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, fen, subtractFen, zeroFen } from '../../domain/money.ts';
import { assertSettled, type Basis, type Settlement, type SettlementStep } from '../../domain/settlement.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { unsettledStep } from '../stays/other-stays.ts';
import { lockStay, type StoreParts } from '../stays/records.ts';
import { moveTo } from '../stays/stages.ts';
import { type Posting, post } from './ledger.ts';

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
      return db.transaction().execute((tx) => writeOnce(tx, entry));
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
        return entry && writeOnce(tx, entry);
      });
    },
    /** The settlement as recorded; undefined before. */
    settlement: (caseRef: CaseRef): Promise<Settlement | undefined> => readSettlement(db, caseRef),
  };
}

/** Writes a settlement in the caller's transaction; the first one stays. */
async function writeOnce(tx: Connection, entry: SettlementEntry): Promise<Settlement> {
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
  await writeSettlement(tx, entry);
  await writeObligations(tx, entry);
  await post(tx, {
    ...{ caseRef, key: 'settlement', at },
    postings: settlementPostings(settlement),
  });
  const { totalFen, patientFen } = settlement;
  await recordEvent(tx, { caseRef, kind: 'stay-settled', detail: { totalFen, patientFen }, at });
  await moveTo(tx, { caseRef, from: stage, to: 'Settled', at });
  await clearIn(tx, { caseRef, step: unsettledStep, at });
  return settlement;
}

/** What each payer bore of the person's other stays that ended in the year; a stay that is undone drops out by itself. */
async function usedInYear(
  tx: Connection,
  stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
): Promise<Readonly<Partial<Record<PayerId, Fen>>>> {
  const rows = await tx
    .selectFrom('settlementShares')
    .innerJoin('stays', 'stays.caseRef', 'settlementShares.caseRef')
    .innerJoin('discharges', 'discharges.caseRef', 'settlementShares.caseRef')
    .select('payer')
    .select(sql<number>`sum(share_fen)::bigint`.as('fen'))
    .where('stays.personRef', '=', stay.personRef)
    .where('stays.caseRef', '<>', stay.caseRef)
    .where(sql<boolean>`extract(year FROM discharged_on) = ${Number(stay.year)}`)
    .groupBy('payer')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.payer, fen(row.fen)]));
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
        steps: JSON.stringify(share.steps.map(({ basis: _, ...step }) => step)),
        bases: JSON.stringify(share.steps.map(({ basis = null }) => basis)),
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
    .select(['payer', 'shareFen as fen', 'steps', 'bases'])
    .where('caseRef', '=', caseRef)
    .orderBy('position')
    .execute();
  const settlement = {
    ...row,
    shares: shares.map(({ bases, steps, ...share }) => ({
      ...share,
      steps: steps.map((step, at) => withBasis(step, bases?.[at])),
    })),
  };
  assertSettled(settlement);
  return settlement;
}

function withBasis(step: Omit<SettlementStep, 'basis'>, basis: Basis | null | undefined): SettlementStep {
  return basis === undefined || basis === null ? step : { ...step, basis };
}
