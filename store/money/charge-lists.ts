import { sql } from 'kysely';
import {
  type ChargeEntry,
  type ChargeFault,
  type ChargePolicy,
  chargeFaults,
  chargeKey,
  chargeSums,
  type HospitalEstimate,
  lacksSignature,
  type StandingCharge,
} from '../../domain/charges.ts';
import { addDays, chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { lockStay } from '../stays/locks.ts';
import { type StoreParts, stayPlace } from '../stays/records.ts';
import type { InterimDue } from './interim-standing.ts';
import { type OwnPartOf, reachStage } from './payment-stages.ts';

/** One day's list of a stay, as the hospital sends it. */
export interface ChargeList {
  /** The hospital's own number; the same number is one list for ever. */
  readonly listNo: string;
  readonly day: LocalDate;
  readonly entries: readonly ChargeEntry[];
  /** The hospital's own figures with it; null: it gave none. */
  readonly estimate: HospitalEstimate | null;
}

/** A list that passed every check of the door. */
export interface ChargeListEntry extends ChargeList {
  readonly caseRef: CaseRef;
  /** Digest of the body: tells a repetition from another list. */
  readonly bodyDigest: string;
  /** The hospital's rule is held against them: what of all lists is surely the patient's, and whether the stay may be settled so far. */
  readonly ownPart: OwnPartOf;
  readonly interimDue: InterimDue;
  readonly actor: string;
  readonly at: Instant;
}

export type ChargesRecorded =
  | { readonly kind: 'recorded' | 'repeated' | 'conflict' }
  /** Settled: lists are taken until then. */
  | { readonly kind: 'over'; readonly stage: Stage }
  /** Refused, or cancelled. */
  | { readonly kind: 'unfit'; readonly stage: Stage }
  | { readonly kind: 'day'; readonly code: 'charge-before-admission' | 'charged-after-discharge' }
  | { readonly kind: 'faults'; readonly faults: readonly ChargeFault[] };

/** How the daily lists of a stay enter the store; the workflow hears nothing of them. */
export function chargeRecords({ db, sealer }: StoreParts) {
  return {
    /** Writes list, entries and the running sum in one transaction, each list once. Throws HubProblem `case-unknown`. */
    async recordCharges(entry: ChargeListEntry): Promise<ChargesRecorded> {
      const { caseRef, listNo, day, at } = entry;
      return db.transaction().execute(async (tx) => {
        const { stage, cancelledBy } = await lockStay(tx, caseRef);
        const known = await knownList(tx, { caseRef, listNo });
        if (known.digest !== null)
          return { kind: known.digest === entry.bodyDigest ? 'repeated' : 'conflict' };
        if (stage === 'Settled' || stage === 'Closed') return { kind: 'over', stage };
        if (stage === 'Refused' || stage === 'Cancelled' || cancelledBy !== null)
          return { kind: 'unfit', stage };
        if (day < known.admittedOn) return { kind: 'day', code: 'charge-before-admission' };
        if (known.dischargedOn !== null && day > known.dischargedOn)
          return { kind: 'day', code: 'charged-after-discharge' };
        const faults = chargeFaults(entry, await standing(tx, entry));
        if (faults.length > 0) return { kind: 'faults', faults };
        // Lists come with the night, or the morning after.
        const late = known.dischargedOn !== null || chinaDate(at) > addDays(day, 1);
        await write(tx, entry, { late, emergency: known.emergency, sealer });
        await reachStage(tx, { caseRef, at }, entry);
        return { kind: 'recorded' };
      });
    },
  };
}

async function knownList(
  tx: Connection,
  { caseRef, listNo }: { readonly caseRef: CaseRef; readonly listNo: string },
) {
  const { rows } = await sql<{
    readonly admittedOn: LocalDate;
    readonly emergency: boolean;
    readonly dischargedOn: LocalDate | null;
    readonly digest: string | null;
  }>`SELECT admitted_on, emergency,
      (SELECT discharged_on FROM discharges WHERE discharges.case_ref = stays.case_ref) AS discharged_on,
      (SELECT body_digest FROM charge_lists WHERE charge_lists.case_ref = stays.case_ref AND list_no = ${listNo}) AS digest
    FROM stays WHERE case_ref = ${caseRef}`.execute(tx);
  return rows[0] as (typeof rows)[number];
}

/** The entries of earlier lists that the list corrects, as they stand. */
async function standing(
  tx: Connection,
  { caseRef, entries }: Pick<ChargeListEntry, 'caseRef' | 'entries'>,
): Promise<ReadonlyMap<string, StandingCharge>> {
  const refs = entries.flatMap(({ corrects }) => (corrects === null ? [] : [corrects]));
  if (refs.length === 0) return new Map();
  const { rows } = await sql<{
    readonly listNo: string;
    readonly line: number;
    readonly policy: ChargePolicy;
    readonly leftFen: Fen | null;
  }>`SELECT list_no, line, policy, CASE WHEN corrects_list IS NULL THEN (fen + (
      SELECT coalesce(sum(fen), 0) FROM charge_entries AS back WHERE back.case_ref = charged.case_ref
        AND back.corrects_list = charged.list_no AND back.corrects_line = charged.line))::bigint END AS left_fen
    FROM charge_entries AS charged
    JOIN (SELECT DISTINCT * FROM unnest(${refs.map((ref) => ref.listNo)}::text[], ${refs.map((ref) => ref.line)}::int[])
      AS ref (list_no, line)) AS refs USING (list_no, line)
    WHERE case_ref = ${caseRef}`.execute(tx);
  return new Map(rows.map(({ policy, leftFen, ...ref }) => [chargeKey(ref), { policy, leftFen }]));
}

async function write(
  tx: Connection,
  entry: ChargeListEntry,
  known: { readonly late: boolean; readonly emergency: boolean; readonly sealer: StoreParts['sealer'] },
): Promise<void> {
  const { caseRef, listNo, day, entries, estimate, bodyDigest, actor, at } = entry;
  const { totalFen, outsideFen, selfPaidFen } = chargeSums(entries);
  const sealed = known.sealer.seal(entries, stayPlace(`charges-${listNo}`, caseRef));
  await sql`WITH listed AS (
      INSERT INTO charge_lists (case_ref, list_no, body_digest, charged_on, total_fen, outside_fen, self_paid_fen, late,
        estimate, entries_sealed, recorded_by, recorded_at)
      VALUES (${caseRef}, ${listNo}, ${bodyDigest}, ${day}, ${totalFen}, ${outsideFen}, ${selfPaidFen}, ${known.late},
        ${estimate === null ? null : JSON.stringify(estimate)}::jsonb, ${sealed}, ${actor}, ${at})
      RETURNING case_ref, list_no),
    entered AS (
      INSERT INTO charge_entries (case_ref, list_no, line, fen, policy, unsigned, corrects_list, corrects_line)
      SELECT case_ref, list_no, line, fen, policy, unsigned, corrects_list, corrects_line
      FROM listed, unnest(${entries.map((one) => one.fen)}::bigint[], ${entries.map((one) => one.policy)}::text[],
        ${entries.map((one) => lacksSignature(one, known.emergency))}::boolean[],
        ${entries.map((one) => one.corrects?.listNo ?? null)}::text[],
        ${entries.map((one) => one.corrects?.line ?? null)}::int[])
        WITH ORDINALITY AS said (fen, policy, unsigned, corrects_list, corrects_line, line))
    UPDATE stays SET charged_fen = coalesce(charged_fen, 0) + ${totalFen}::bigint FROM listed
    WHERE stays.case_ref = listed.case_ref`.execute(tx);
}
