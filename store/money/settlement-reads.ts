import { type RawBuilder, sql } from 'kysely';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import { assertSettled, type Basis, type Settlement, type SettlementStep } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';

/** Until the transaction ends nobody else settles a stay of the person, so that no yearly cap is passed. */
export async function lockPerson(tx: Connection, personRef: PersonRef): Promise<void> {
  await tx
    .selectFrom('people')
    .select('personRef')
    .where('personRef', '=', personRef)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** The day of the discharge, or the last one that was settled of a stay that goes on. */
export function lastDay(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((SELECT discharged_on FROM discharges WHERE discharges.case_ref = ${caseRef}),
    (SELECT max(to_day) FROM interim_bills WHERE interim_bills.case_ref = ${caseRef} AND state = 'settled'))`;
}

/** The settlement, if any, and what each payer bore of the person's other stays that ended in the year; a stay that is undone drops out by itself. */
export async function knownUnderCaps(
  tx: Connection,
  stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
) {
  const { caseRef, personRef, year } = stay;
  const { rows } = await sql<{
    readonly settlement: SettlementJson | null;
    readonly used: Readonly<Partial<Record<PayerId, number>>> | null;
    readonly cancelled: boolean;
  }>`SELECT (SELECT cancelled_by IS NOT NULL FROM stays WHERE case_ref = ${caseRef}) AS cancelled, ${settlementJson(sql`${caseRef}::text`)} AS settlement, (
      SELECT json_object_agg(payer, fen) FROM (
        SELECT payer, sum(share_fen)::bigint AS fen
        FROM settlement_shares JOIN stays USING (case_ref)
        WHERE stays.person_ref = ${personRef} AND case_ref <> ${caseRef}
          AND extract(year FROM ${lastDay(sql`stays.case_ref`)}) = ${Number(year)}
        GROUP BY payer) AS borne) AS used`.execute(tx);
  const settlement = rows[0]?.settlement ?? null;
  const used = Object.entries(rows[0]?.used ?? {}).map(([payer, n]) => [payer, fen(n)]);
  return {
    cancelled: rows[0]?.cancelled === true,
    settlement: settlement === null ? undefined : settlementFrom(settlement),
    used: Object.fromEntries(used) as Readonly<Partial<Record<PayerId, Fen>>>,
  };
}

/** The live settlement, in the caller's transaction if any; undefined before. */
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
