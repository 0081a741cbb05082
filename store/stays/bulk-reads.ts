import { sql } from 'kysely';
import type { BulkKind } from '../../domain/bulk-resolutions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { FailureCode } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId, PayerId } from '../../domain/ids.ts';
import { type Attention, type AttentionCode, claimSteps } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { bulkPlace } from '../secrets/seal-places.ts';
import type { StoreParts } from './records.ts';
import { passing } from './resolution-fit.ts';
import { everythingThatWaits, type Ruled } from './waiting.ts';

/** Which stays are meant: those that wait under this code, narrowed by what else is said. */
export interface BulkFilter {
  readonly code: AttentionCode;
  readonly blockedOn?: string;
  readonly institution?: InstitutionId;
  /** Whose claims wait. */
  readonly payer?: PayerId;
  /** Under which code of ours a party said no. */
  readonly refusal?: string;
  /** Only what should have been done by then. */
  readonly overdueAt?: Instant;
}

/** One thing of one stay that waits as the filter says. */
export interface BulkCandidate extends Attention, Ruled {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly revision: number;
  /** What stands in its way already; null: nothing. */
  readonly hindered: 'resolution-open' | 'resolution-in-bulk' | null;
}

/** How far an order has come. */
export interface BulkProgress {
  readonly bulkRef: string;
  readonly kind: BulkKind;
  readonly filter: Readonly<Record<string, string | boolean>>;
  readonly institution: InstitutionId | null;
  readonly evidence: string;
  readonly perMinute: number;
  readonly orderedBy: string;
  readonly orderedAt: Instant;
  readonly waiting: number;
  readonly done: number;
  readonly withdrawn: number;
  readonly notDone: number;
  /** The first hundred that were not done, and why. */
  readonly reasons: readonly {
    readonly caseRef: CaseRef;
    readonly step: string;
    readonly code: FailureCode;
  }[];
}

/** More stays than this are not taken up in one order. */
export const bulkLimit = 5_000;
const shownReasons = 100;
const shownOrders = 50;

/** Longest waiting first, one more than the limit when there are more. */
export async function bulkCandidates(db: Connection, filter: BulkFilter): Promise<readonly BulkCandidate[]> {
  const { code, blockedOn, institution, payer, refusal, overdueAt } = filter;
  const only = [
    ...(blockedOn === undefined ? [] : [sql`AND blocked_on = ${blockedOn}`]),
    ...(institution === undefined ? [] : [sql`AND institution = ${institution}`]),
    ...(payer === undefined ? [] : [sql`AND starts_with(step, ${`${claimSteps}${payer}/`})`]),
    ...(refusal === undefined ? [] : [sql`AND detail ->> 'refusal' = ${refusal}`]),
    ...(overdueAt === undefined ? [] : [sql`AND due <= ${overdueAt}::timestamptz`]),
  ];
  const { rows } = await sql<BulkCandidate>`
    SELECT case_ref, institution, scheme, admitted_on, insured_stay, step, code, blocked_on, since, detail,
      (SELECT count(*)::int FROM stay_events e
        WHERE e.case_ref = a.case_ref AND e.kind <> ALL (${[...passing]}::text[])) AS revision,
      CASE WHEN EXISTS (SELECT FROM resolutions r
          WHERE r.case_ref = a.case_ref AND r.step = a.step AND r.state = 'proposed') THEN 'resolution-open'
        WHEN EXISTS (SELECT FROM bulk_resolution_items i
          WHERE i.case_ref = a.case_ref AND i.step = a.step AND i.state = 'waiting') THEN 'resolution-in-bulk'
      END AS hindered
    FROM (${everythingThatWaits}) a
    WHERE kind = 'stay' AND code = ${code} ${sql.join(only, sql` `)}
    ORDER BY since, case_ref, step LIMIT ${bulkLimit + 1}`.execute(db);
  return rows;
}

/** Latest first. */
export async function bulkProgress(
  { db, sealer }: StoreParts,
  { institution, bulkRef }: { readonly institution?: InstitutionId; readonly bulkRef?: string },
): Promise<readonly BulkProgress[]> {
  let query = db
    .selectFrom('bulkResolutions')
    .select([
      'bulkRef',
      'kind',
      'filter',
      'institution',
      'evidenceSealed',
      'perMinute',
      'orderedBy',
      'orderedAt',
    ])
    .select((eb) =>
      eb
        .selectFrom('bulkResolutionItems as item')
        .whereRef('item.bulkRef', '=', 'bulkResolutions.bulkRef')
        .select(
          sql<BulkCounts>`jsonb_build_object(
            'waiting', count(*) FILTER (WHERE state = 'waiting'), 'done', count(*) FILTER (WHERE state = 'done'),
            'withdrawn', count(*) FILTER (WHERE state = 'withdrawn'), 'notDone', count(*) FILTER (WHERE state = 'not-done'))`.as(
            'counts',
          ),
        )
        .as('counts'),
    );
  if (institution !== undefined) query = query.where('institution', '=', institution);
  if (bulkRef !== undefined) query = query.where('bulkRef', '=', bulkRef);
  const rows = await query.orderBy('orderedAt', 'desc').orderBy('bulkRef').limit(shownOrders).execute();
  return Promise.all(
    rows.map(async ({ evidenceSealed, counts, ...row }) => ({
      ...row,
      ...(counts ?? { waiting: 0, done: 0, withdrawn: 0, notDone: 0 }),
      evidence: sealer.open(evidenceSealed, bulkPlace(row.bulkRef)),
      reasons: await reasonsOf(db, row.bulkRef),
    })),
  );
}

type BulkCounts = Pick<BulkProgress, 'waiting' | 'done' | 'withdrawn' | 'notDone'>;

async function reasonsOf(db: Connection, bulkRef: string): Promise<BulkProgress['reasons']> {
  const rows = await db
    .selectFrom('bulkResolutionItems')
    .select(['caseRef', 'step', 'code'])
    .where((eb) => eb.and({ bulkRef, state: 'not-done' }))
    .orderBy('caseRef')
    .orderBy('step')
    .limit(shownReasons)
    .execute();
  return rows.flatMap(({ code, ...row }) => (code === null ? [] : [{ ...row, code }]));
}
