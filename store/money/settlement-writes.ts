import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { type CaseRef, isHospitalsOwn } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { subtractFen, zeroFen } from '../../domain/money.ts';
import { assertSettled, type Settlement } from '../../domain/settlement.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import type { Posting } from './ledger.ts';

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

/** What the bill owes the hospital, by debtor, and what the hospital itself bears of it. */
export function settlementPostings(
  settlement: Pick<Settlement, 'totalFen' | 'patientFen'> & {
    readonly shares: readonly Pick<Settlement['shares'][number], 'payer' | 'fen'>[];
  },
): readonly Posting[] {
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

/** The settlement of a discharged stay (`was`) whose `bill` says its total; none where one is there. */
export function settlementRow(
  { settlement, at }: SettlementEntry,
  requestSealed: Buffer,
): RawBuilder<unknown> {
  return sql`INSERT INTO settlements (case_ref, settled_at, request_sealed, ${toldColumns})
    SELECT case_ref, ${at}::timestamptz, ${requestSealed}::bytea, ${toldOf(settlement)}
    FROM was, bill WHERE stage = 'Discharged' AND total_fen = ${settlement.totalFen}
    ON CONFLICT DO NOTHING RETURNING case_ref`;
}

/** What a settlement says of itself, in each of its three statements: the first, the first of bills, its replacement. Shares have rows of their own. */
const told: Readonly<Record<Exclude<keyof Settlement, 'shares'>, (of: Settlement) => RawBuilder<unknown>>> = {
  scheme: ({ scheme }) => sql`${scheme}::text`,
  version: ({ version }) => sql`${version}::text`,
  totalFen: ({ totalFen }) => sql`${totalFen}::bigint`,
  patientFen: ({ patientFen }) => sql`${patientFen}::bigint`,
  patientParts: ({ patientParts }) => sql`${JSON.stringify(patientParts)}::jsonb`,
  assumed: ({ assumed }) => sql`${JSON.stringify(assumed)}::jsonb`,
};
const toldColumns = sql.join(Object.keys(told).map((column) => sql.ref(column)));
const toldOf = (settlement: Settlement) => sql.join(Object.values(told).map((value) => value(settlement)));

/** Its shares, in legal order of the payers; written where it is (`settled`). */
export function shareRows({
  settlement: { shares },
}: Pick<SettlementEntry, 'settlement'>): RawBuilder<unknown> {
  const steps = shares.map((share) => share.steps.map(({ basis: _, ...step }) => step));
  const bases = shares.map((share) => share.steps.map(({ basis = null }) => basis));
  return sql`INSERT INTO settlement_shares (case_ref, position, payer, share_fen, steps, bases)
    SELECT case_ref, position, payer, share_fen, steps, bases
    FROM settled, unnest(${shares.map(({ payer }) => payer)}::text[], ${shares.map((share) => share.fen)}::bigint[],
      ${jsonTexts(steps)}::jsonb[], ${jsonTexts(bases)}::jsonb[])
      WITH ORDINALITY AS share (payer, share_fen, steps, bases, position)`;
}

/** What follows for each payer whose share is above 0; nothing for what the hospital itself bears. */
export function obligationRows({ settlement, obligations, at }: SettlementEntry): RawBuilder<unknown> {
  const owing = settlement.shares.filter(({ payer, fen }) => fen > 0 && !isHospitalsOwn(payer));
  invariant(owing.length === obligations.length, 'obligations and shares above 0 differ in number');
  const refs = owing.map((share) => {
    const ref = obligations.find((one) => one.payer === share.payer);
    invariant(ref !== undefined, 'a share has no obligation');
    return ref;
  });
  return sql`INSERT INTO obligations (case_ref, payer, claim_sequence, party, owed_fen, state_at)
    SELECT case_ref, payer, claim_sequence, party, owed_fen, ${at}::timestamptz
    FROM settled, unnest(${refs.map(({ payer }) => payer)}::text[], ${refs.map((ref) => ref.claimSequence)}::int[],
      ${refs.map(({ party }) => party)}::text[], ${owing.map((share) => share.fen)}::bigint[])
      AS owed (payer, claim_sequence, party, owed_fen)`;
}

/** The first settlement of a stay that is settled bill by bill. */
export async function insertSettlement(
  tx: Connection,
  {
    caseRef,
    settlement,
    at,
  }: { readonly caseRef: CaseRef; readonly settlement: Settlement; readonly at: Instant },
): Promise<void> {
  assertSettled(settlement);
  await sql`WITH settled AS (
      INSERT INTO settlements (case_ref, settled_at, ${toldColumns})
      VALUES (${caseRef}, ${at}, ${toldOf(settlement)}) RETURNING case_ref),
    shares AS (${shareRows({ settlement })})
    SELECT FROM settled`.execute(tx);
}

/** Makes another settlement the live one; the one before is kept as it was. */
export async function replaceSettlement(
  tx: Connection,
  replaced: {
    readonly caseRef: CaseRef;
    readonly before: Settlement;
    readonly after: Settlement;
    /** The stay's resolution that replaces it; null: one bill more was settled, or one was taken back. */
    readonly resolution: number | null;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, before, after, resolution, at } = replaced;
  assertSettled(after);
  // By itself: the new shares take the places of the old ones.
  await tx.deleteFrom('settlementShares').where('caseRef', '=', caseRef).execute();
  const { rows } = await sql`WITH settled AS (
      UPDATE settlements SET (${toldColumns}) = ROW(${toldOf(after)}), settlement_sequence = settlement_sequence + 1
      WHERE case_ref = ${caseRef} RETURNING case_ref, settlement_sequence),
    kept AS (
      INSERT INTO replaced_settlements (case_ref, settlement_sequence, settlement, resolution_sequence, replaced_at)
      SELECT case_ref, settlement_sequence - 1, ${JSON.stringify(before)}::jsonb, ${resolution}::int, ${at}::timestamptz
      FROM settled),
    shares AS (${shareRows({ settlement: after })})
    SELECT FROM settled`.execute(tx);
  invariant(rows.length === 1, 'a settlement is replaced that is not there');
}

function jsonTexts(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value));
}
