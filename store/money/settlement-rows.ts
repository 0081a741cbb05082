import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import { assertSettled, type Basis, type Settlement, type SettlementStep } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';

/** The columns of a settlement beside its case. */
export function settlementRow({ scheme, version, totalFen, patientFen, patientParts, assumed }: Settlement) {
  return {
    ...{ scheme, version, totalFen, patientFen },
    patientParts: JSON.stringify(patientParts),
    assumed: JSON.stringify(assumed),
  };
}

export async function writeShares(tx: Connection, caseRef: CaseRef, { shares }: Settlement): Promise<void> {
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

/** Makes another settlement the live one; the one before is kept as it was. */
export async function replaceSettlement(
  tx: Connection,
  replaced: {
    readonly caseRef: CaseRef;
    readonly before: Settlement;
    readonly after: Settlement;
    /** The stay's resolution that replaces it. */
    readonly resolution: number;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, before, after, resolution, at } = replaced;
  assertSettled(after);
  const { settlementSequence } = await tx
    .updateTable('settlements')
    .set((eb) => ({ ...settlementRow(after), settlementSequence: eb('settlementSequence', '+', 1) }))
    .where('caseRef', '=', caseRef)
    .returning('settlementSequence')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('replacedSettlements')
    .values({
      ...{ caseRef, settlementSequence: settlementSequence - 1, settlement: JSON.stringify(before) },
      ...{ resolutionSequence: resolution, replacedAt: at },
    })
    .execute();
  await tx.deleteFrom('settlementShares').where('caseRef', '=', caseRef).execute();
  await writeShares(tx, caseRef, after);
}

/** What each payer bore of the person's other stays that ended in the year; a stay that is undone drops out by itself. */
export async function usedInYear(
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

/** The live settlement in the caller's transaction; undefined before. */
export async function readSettlement(
  connection: Connection,
  caseRef: CaseRef,
): Promise<Settlement | undefined> {
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
