import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { subtractFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import type { Posting } from './ledger.ts';

/** A settlement on its way into the store. */
export interface SettlementEntry {
  readonly caseRef: CaseRef;
  readonly settlement: Settlement;
  /** One for each payer whose share is above 0. */
  readonly obligations: readonly ObligationRef[];
  readonly at: Instant;
}

/** What the bill owes the hospital, by debtor. */
export function settlementPostings(settlement: Settlement): readonly Posting[] {
  return [
    { account: 'billed', fen: subtractFen(zeroFen, settlement.totalFen) },
    ...settlement.shares.map((share): Posting => ({ account: `receivable:${share.payer}`, fen: share.fen })),
    { account: 'receivable:patient', fen: settlement.patientFen },
  ];
}

/** The settlement of a discharged stay (`was`) whose `bill` says its total; none where one is there. */
export function settlementRow({ settlement, at }: SettlementEntry): RawBuilder<unknown> {
  const { scheme, version, totalFen, patientFen, patientParts, assumed } = settlement;
  return sql`INSERT INTO settlements (case_ref, scheme, version, total_fen, patient_fen, settled_at, patient_parts, assumed)
    SELECT case_ref, ${scheme}::text, ${version}::text, ${totalFen}::bigint, ${patientFen}::bigint, ${at}::timestamptz,
      ${JSON.stringify(patientParts)}::jsonb, ${JSON.stringify(assumed)}::jsonb
    FROM was, bill WHERE stage = 'Discharged' AND total_fen = ${totalFen}
    ON CONFLICT DO NOTHING RETURNING case_ref`;
}

/** Its shares, in legal order of the payers; written where it is (`settled`). */
export function shareRows({ settlement: { shares } }: SettlementEntry): RawBuilder<unknown> {
  const steps = shares.map((share) => share.steps.map(({ basis: _, ...step }) => step));
  const bases = shares.map((share) => share.steps.map(({ basis = null }) => basis));
  return sql`INSERT INTO settlement_shares (case_ref, position, payer, share_fen, steps, bases)
    SELECT case_ref, position, payer, share_fen, steps, bases
    FROM settled, unnest(${shares.map(({ payer }) => payer)}::text[], ${shares.map((share) => share.fen)}::bigint[],
      ${jsonTexts(steps)}::jsonb[], ${jsonTexts(bases)}::jsonb[])
      WITH ORDINALITY AS share (payer, share_fen, steps, bases, position)`;
}

/** What follows for each payer whose share is above 0. */
export function obligationRows({ settlement, obligations, at }: SettlementEntry): RawBuilder<unknown> {
  const owing = settlement.shares.filter((share) => share.fen > 0);
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

function jsonTexts(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value));
}
