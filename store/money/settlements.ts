import { type RawBuilder, sql } from 'kysely';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { InvariantError, invariant } from '../../domain/invariant.ts';
import { type Fen, fen } from '../../domain/money.ts';
import { assertSettled, type Basis, type Settlement, type SettlementStep } from '../../domain/settlement.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { eventsOf, held } from '../stays/held.ts';
import type { StoreParts } from '../stays/records.ts';
import { entryOf } from './ledger.ts';
import {
  obligationRows,
  type SettlementEntry,
  settlementPostings,
  settlementRow,
  shareRows,
} from './settlement-rows.ts';

/** Who pays what of a bill, and what follows from it in the ledger. */
export function settlementRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Writes settlement, shares, postings and obligations in one transaction and reaches `Settled`; the first settlement
     * stays, and is what comes back. Throws HubProblem `case-unknown`; InvariantError when it does not add up or fit the bill.
     */
    async recordSettlement(entry: SettlementEntry): Promise<Settlement> {
      return writeOnce(db, entry);
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
        const { settlement, used } = await knownUnderCaps(tx, stay);
        if (settlement !== null) return settlementFrom(settlement);
        const entry = work(used);
        return entry && writeOnce(tx, entry);
      });
    },
    /** The settlement as recorded; undefined before. */
    settlement: (caseRef: CaseRef): Promise<Settlement | undefined> => readSettlement(db, caseRef),
  };
}

/** Writes a settlement with all that follows from it, in one statement of the caller's connection; the first one stays. */
async function writeOnce(connection: Connection, entry: SettlementEntry): Promise<Settlement> {
  const { caseRef, settlement, at } = entry;
  assertSettled(settlement);
  const { totalFen, patientFen } = settlement;
  const told = [
    { kind: 'stay-settled', detail: { totalFen, patientFen } },
    { kind: 'stage-reached', detail: { stage: 'Settled' } },
  ] as const;
  const { rows } = await sql<SettledRow>`WITH ${held(caseRef)},
    bill AS (SELECT total_fen FROM discharges WHERE case_ref = ${caseRef}),
    settled AS (${settlementRow(entry)}),
    shares AS (${shareRows(entry)}),
    owed AS (${obligationRows(entry)}),
    ${entryOf(sql`settled`, { key: 'settlement', postings: settlementPostings(settlement), at })},
    told AS (${eventsOf(sql`settled`, told, at)}),
    moved AS (UPDATE stays SET stage = 'Settled' FROM settled WHERE stays.case_ref = settled.case_ref)
    SELECT stage, (SELECT total_fen FROM bill) AS billed, EXISTS (SELECT FROM settled) AS settled FROM was`.execute(
    connection,
  );
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  if (row.settled) return settlement;
  const known = await readSettlement(connection, caseRef);
  if (known !== undefined) return known;
  invariant(row.stage === 'Discharged', 'a stay is settled that is not discharged');
  invariant(row.billed === totalFen, 'a settlement of another total than the bill');
  throw new InvariantError('a settlement was neither written nor there');
}

interface SettledRow {
  readonly stage: Stage;
  readonly billed: Fen | null;
  readonly settled: boolean;
}

/** The settlement, if any, and what each payer bore of the person's other stays that ended in the year; a stay that is undone drops out by itself. */
async function knownUnderCaps(
  tx: Connection,
  stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
) {
  const { caseRef, personRef, year } = stay;
  const { rows } = await sql<{
    readonly settlement: SettlementJson | null;
    readonly used: Readonly<Partial<Record<PayerId, number>>> | null;
  }>`SELECT ${settlementJson(sql`${caseRef}::text`)} AS settlement, (
      SELECT json_object_agg(payer, fen) FROM (
        SELECT payer, sum(share_fen)::bigint AS fen
        FROM settlement_shares JOIN stays USING (case_ref) JOIN discharges USING (case_ref)
        WHERE stays.person_ref = ${personRef} AND case_ref <> ${caseRef}
          AND extract(year FROM discharged_on) = ${Number(year)}
        GROUP BY payer) AS borne) AS used`.execute(tx);
  const used = Object.entries(rows[0]?.used ?? {}).map(([payer, n]) => [payer, fen(n)]);
  return {
    settlement: rows[0]?.settlement ?? null,
    used: Object.fromEntries(used) as Readonly<Partial<Record<PayerId, Fen>>>,
  };
}

async function readSettlement(connection: Connection, caseRef: CaseRef): Promise<Settlement | undefined> {
  const { rows } = await sql<{ settlement: SettlementJson | null }>`
    SELECT ${settlementJson(sql`${caseRef}::text`)} AS settlement`.execute(connection);
  const settlement = rows[0]?.settlement ?? null;
  return settlement === null ? undefined : settlementFrom(settlement);
}

/** A settlement as PostgreSQL tells it in one value. */
export interface SettlementJson extends Omit<Settlement, 'shares'> {
  readonly shares: readonly {
    readonly payer: PayerId;
    readonly fen: Fen;
    readonly steps: readonly Omit<SettlementStep, 'basis'>[];
    readonly bases: readonly (Basis | null)[] | null;
  }[];
}

/** An expression for the settlement of a case with its shares; NULL before it. */
export function settlementJson(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT json_build_object('scheme', scheme, 'version', version, 'totalFen', total_fen, 'patientFen', patient_fen,
      'patientParts', patient_parts, 'assumed', assumed, 'shares', (
        SELECT coalesce(json_agg(json_build_object('payer', payer, 'fen', share_fen, 'steps', steps, 'bases', bases)
          ORDER BY position), '[]')
        FROM settlement_shares WHERE settlement_shares.case_ref = settlements.case_ref))
    FROM settlements WHERE settlements.case_ref = ${caseRef})`;
}

/** The settlement that it tells. Throws InvariantError when it does not add up. */
export function settlementFrom({ shares, ...said }: SettlementJson): Settlement {
  const settlement = {
    ...said,
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
