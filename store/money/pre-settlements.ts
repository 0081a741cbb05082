import { type RawBuilder, sql } from 'kysely';
import { type Instant, instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type {
  PreSettledShares,
  PreSettlementName,
  PreSettlementOutcome,
  PreSettlementState,
} from '../../domain/pre-settlement.ts';
import type { Connection } from '../postgres/database.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { knownUnderCaps } from './settlement-reads.ts';

/** A bill that is tried at the insurer, in fen. */
export interface TriedBill {
  readonly asOf: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
}

/** One question as it stands; figures are null before the insurer answered. */
export interface PreSettlement extends TriedBill {
  readonly sequence: number;
  readonly askedAt: Instant;
  readonly state: PreSettlementState;
  /** Why it was refused or is not whole. */
  readonly code: string | null;
  readonly answeredAt: Instant | null;
  readonly shares: PreSettledShares | null;
  readonly patientFen: Fen | null;
}

/** Questions what a bill would come to at the insurer: asked, answered or given up. Each is a row of its own. */
export function preSettlements({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** One that is not answered yet is the one that is meant. Throws HubProblem `case-unknown`, `stage-unfit`. */
    async askPreSettlement(
      caseRef: CaseRef,
      bill: TriedBill,
      by: { readonly actor: string; readonly at: Instant },
    ): Promise<number> {
      return db.transaction().execute(async (tx) => {
        const { stage, cancelledBy } = await lockStay(tx, caseRef);
        const open = await openQuestion(tx, caseRef);
        if (open !== undefined) return open;
        if (cancelledBy !== null || !(await isInCare(tx, caseRef)))
          throw new HubProblem('stage-unfit', {
            detail: `a bill is tried of a stay in care that the insurer knows; this one is ${stage}`,
          });
        return insertNext(tx, caseRef, bill, { askedAt: by.at, askedBy: by.actor });
      });
    },
    /**
     * Asks by itself for stays of these divisions whose lists came to more since they were last asked about, once a day each.
     * Oldest answers first.
     */
    async askDuePreSettlements(
      divisions: readonly string[],
      { today, at, limit }: { readonly today: LocalDate; readonly at: Instant; readonly limit: number },
    ): Promise<number> {
      const { rows } = await sql<{ readonly caseRef: CaseRef }>`WITH due AS (
          SELECT stays.case_ref, coalesce(last.sequence, 0) + 1 AS sequence
          FROM stays JOIN institutions USING (institution)
          LEFT JOIN LATERAL (SELECT sequence, state, total_fen, as_of FROM pre_settlements AS tried
            WHERE tried.case_ref = stays.case_ref ORDER BY sequence DESC LIMIT 1) AS last ON true
          WHERE ${inCare} AND stays.charged_fen > 0 AND institutions.division = ANY(${[...divisions]}::text[])
            AND (last.sequence IS NULL OR (last.state <> 'asked' AND last.as_of < ${today}
              AND (last.state = 'silent' OR last.total_fen <> stays.charged_fen)))
          ORDER BY last.as_of NULLS FIRST LIMIT ${limit}),
        charged AS (
          SELECT case_ref, sequence, sum(total_fen)::bigint AS total_fen, sum(outside_fen)::bigint AS outside_fen
          FROM due JOIN charge_lists USING (case_ref) GROUP BY case_ref, sequence)
        INSERT INTO pre_settlements (case_ref, sequence, as_of, total_fen, out_of_policy_fen, asked_at)
        SELECT case_ref, sequence, ${today}::date, total_fen, outside_fen, ${at}::timestamptz FROM charged
        WHERE total_fen > 0 AND outside_fen BETWEEN 0 AND total_fen
        ON CONFLICT DO NOTHING RETURNING case_ref`.execute(db);
      return rows.length;
    },
    /** All that are not answered yet, oldest first. */
    async askedPreSettlements(limit: number): Promise<readonly PreSettlementName[]> {
      return db
        .selectFrom('preSettlements')
        .select(['caseRef', 'sequence'])
        .where('state', '=', 'asked')
        .orderBy('askedAt')
        .limit(limit)
        .execute();
    },
    /** One question; undefined: there is none such. */
    async preSettlement({ caseRef, sequence }: PreSettlementName): Promise<PreSettlement | undefined> {
      return db
        .selectFrom('preSettlements')
        .select(['sequence', 'asOf', 'totalFen', 'outOfPolicyFen', 'askedAt', 'state', 'code', 'answeredAt'])
        .select(['shares', 'patientFen'])
        .where((eb) => eb.and({ caseRef, sequence }))
        .executeTakeFirst();
    },
    /** What each payer bore of the person's other stays in the year, without holding anybody. */
    async usedUnderCaps(stay: Parameters<typeof knownUnderCaps>[1]) {
      return (await knownUnderCaps(db, stay)).used;
    },
    /** The first answer stays. */
    async answerPreSettlement(
      { caseRef, sequence }: PreSettlementName,
      outcome: PreSettlementOutcome,
      at: Instant,
    ): Promise<void> {
      await db
        .updateTable('preSettlements')
        .set({
          ...{ state: outcome.state, answeredAt: at, code: 'code' in outcome ? outcome.code : null },
          shares: 'shares' in outcome ? JSON.stringify(outcome.shares) : null,
          patientFen: 'patientFen' in outcome ? outcome.patientFen : null,
        })
        .where((eb) => eb.and({ caseRef, sequence, state: 'asked' }))
        .execute();
    },
  };
}

/** Registered there by the hub, and going on: what a bill can be tried of. Bills that were settled in mid-stay are not tried again. */
const inCare = sql<boolean>`stays.stage = 'Admitted' AND stays.settled_by = 'hub' AND stays.cancelled_by IS NULL
  AND stays.impersonated_by IS NULL
  AND NOT EXISTS (SELECT FROM discharges WHERE discharges.case_ref = stays.case_ref)
  AND NOT EXISTS (SELECT FROM interim_bills WHERE interim_bills.case_ref = stays.case_ref)
  AND (SELECT visit_ref IS NOT NULL FROM insurer_registrations AS visit WHERE visit.case_ref = stays.case_ref
    ORDER BY registration_sequence DESC LIMIT 1)`;

async function isInCare(tx: Connection, caseRef: CaseRef): Promise<boolean> {
  const { rows } = await sql`SELECT FROM stays WHERE case_ref = ${caseRef} AND ${inCare}`.execute(tx);
  return rows.length > 0;
}

async function openQuestion(tx: Connection, caseRef: CaseRef): Promise<number | undefined> {
  const open = tx.selectFrom('preSettlements').select('sequence');
  return (await open.where((eb) => eb.and({ caseRef, state: 'asked' })).executeTakeFirst())?.sequence;
}

async function insertNext(
  tx: Connection,
  caseRef: CaseRef,
  bill: TriedBill,
  asked: { readonly askedAt: Instant; readonly askedBy: string },
): Promise<number> {
  const { max } = await tx
    .selectFrom('preSettlements')
    .select((eb) => eb.fn.max('sequence').as('max'))
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  const sequence = (max ?? 0) + 1;
  await tx
    .insertInto('preSettlements')
    .values({ caseRef, sequence, ...bill, ...asked })
    .execute();
  return sequence;
}

/** As JSON of PostgreSQL has it. */
export type PreSettlementJson = Omit<PreSettlement, 'askedAt' | 'answeredAt'> & {
  readonly askedAt: string;
  readonly answeredAt: string | null;
};

/** The question as `preSettlementJson` gives it. */
export function preSettlementFrom(json: PreSettlementJson): PreSettlement {
  const { askedAt, answeredAt } = json;
  return { ...json, askedAt: instant(askedAt), answeredAt: answeredAt === null ? null : instant(answeredAt) };
}

/** An expression for the newest question of a stay as JSON; NULL where there was none. */
export const preSettlementJson: RawBuilder<unknown> = sql`(SELECT json_build_object('sequence', sequence, 'asOf', as_of,
    'totalFen', total_fen, 'outOfPolicyFen', out_of_policy_fen, 'askedAt', asked_at, 'state', state, 'code', code,
    'answeredAt', answered_at, 'shares', shares, 'patientFen', patient_fen)
  FROM pre_settlements WHERE pre_settlements.case_ref = stays.case_ref ORDER BY sequence DESC LIMIT 1)`;

/** What the insurer said bills of the stay would come to, in the form of estimates: `at`, `figures`. */
export const insurersFigures: RawBuilder<unknown> = sql`SELECT answered_at AS at, jsonb_build_object('source', 'insurer', 'day', as_of,
    'totalFen', total_fen, 'patientFen', patient_fen,
    'shares', (SELECT coalesce(jsonb_object_agg(share->>'payer', share->'fen'), '{}') FROM jsonb_array_elements(shares) AS share)) AS figures
  FROM pre_settlements WHERE pre_settlements.case_ref = stays.case_ref AND state = 'answered'`;
