import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { BulkKind } from '../../domain/bulk-resolutions.ts';
import type { Instant } from '../../domain/dates.ts';
import { type FailureCode, HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { audited, oweAudit } from '../audit/owed.ts';
import type { Connection } from '../postgres/database.ts';
import { bulkPlace } from '../secrets/seal-places.ts';
import {
  type BulkCandidate,
  type BulkFilter,
  type BulkProgress,
  bulkCandidates,
  bulkProgress,
} from './bulk-reads.ts';
import type { StoreParts } from './records.ts';
import { proposeIn } from './resolutions.ts';

/** What a person orders; `items` as the person saw them. */
export interface BulkOrder {
  readonly kind: BulkKind;
  readonly evidence: string;
  readonly filter: Readonly<Record<string, string | boolean | undefined>>;
  readonly institution: InstitutionId | null;
  /** How many are carried out in a minute (real time). */
  readonly perMinute: number;
  readonly items: readonly Pick<BulkCandidate, 'caseRef' | 'step' | 'revision'>[];
  readonly actor: string;
  readonly at: Instant;
}

/** The same done about many stays: ordered once, carried out one by one, each as if it had been asked for alone. */
export function bulkResolutions(parts: StoreParts) {
  const { db } = parts;
  return {
    /** Longest waiting first, one more than the limit when there are more. */
    bulkCandidates: (filter: BulkFilter): Promise<readonly BulkCandidate[]> => bulkCandidates(db, filter),
    orderBulk: (order: BulkOrder): Promise<string> =>
      db.transaction().execute(async (tx) => {
        const bulkRef = await write(parts, tx, order);
        const { actor, at, kind } = order;
        await oweAudit(tx, { actor, at, action: 'resolution-bulk', subject: bulkRef, reason: kind });
        return bulkRef;
      }),
    /** Carries the next one out that is due; false when none is. Several may do so at once. */
    carryOutNextOfBulk: (at: Instant): Promise<boolean> => carryOutNext(parts, at),
    /** What still waits is not carried out. */
    async withdrawBulk(bulkRef: string, by: { readonly actor: string; readonly at: Instant }): Promise<void> {
      const entry = { ...by, action: 'resolution-bulk-withdraw' as const, subject: bulkRef, reason: '' };
      await audited(db, entry, (tx) =>
        tx
          .updateTable('bulkResolutionItems')
          .set({ state: 'withdrawn' })
          .where((eb) => eb.and({ bulkRef, state: 'waiting' }))
          .execute(),
      );
    },
    /** Latest first; of an institution only its own. */
    bulkOrders: (of: {
      readonly institution?: InstitutionId;
      readonly bulkRef?: string;
    }): Promise<readonly BulkProgress[]> => bulkProgress(parts, of),
  };
}

async function write({ sealer }: StoreParts, tx: Connection, order: BulkOrder): Promise<string> {
  const { kind, evidence, filter, institution, perMinute, items, actor, at } = order;
  const bulkRef = `B-${randomUUID()}`;
  await tx
    .insertInto('bulkResolutions')
    .values({
      ...{ bulkRef, kind, institution, perMinute, orderedBy: actor, orderedAt: at },
      ...{ filter: JSON.stringify(filter), evidenceSealed: sealer.seal(evidence, bulkPlace(bulkRef)) },
    })
    .execute();
  const pace = 60 / perMinute;
  await sql`INSERT INTO bulk_resolution_items (bulk_ref, case_ref, step, revision, due_at)
    SELECT ${bulkRef}, case_ref, step, revision, clock_timestamp() + (place - 1) * make_interval(secs => ${pace})
    FROM unnest(${items.map(({ caseRef }) => caseRef)}::text[], ${items.map(({ step }) => step)}::text[],
      ${items.map(({ revision }) => revision)}::int[]) WITH ORDINALITY AS item (case_ref, step, revision, place)`.execute(
    tx,
  );
  return bulkRef;
}

interface DueItem {
  readonly bulkRef: string;
  readonly caseRef: CaseRef;
  readonly step: string;
  readonly revision: number;
  readonly kind: BulkKind;
  readonly evidenceSealed: Buffer;
  readonly orderedBy: string;
}

/** A refusal undoes what was begun and is written down with the stay; whatever else is thrown leaves it to be tried again. */
async function carryOutNext(parts: StoreParts, at: Instant): Promise<boolean> {
  const { db, sealer } = parts;
  // Nearly always nothing is: then one look is all.
  const { rows } = await sql`SELECT FROM bulk_resolution_items
    WHERE state = 'waiting' AND due_at <= clock_timestamp() LIMIT 1`.execute(db);
  if (rows.length === 0) return false;
  let item: DueItem | undefined;
  try {
    await db.transaction().execute(async (tx) => {
      item = await nextDue(tx);
      if (item === undefined) return;
      const { bulkRef, caseRef, step, revision, kind, orderedBy } = item;
      const evidence = sealer.open(item.evidenceSealed, bulkPlace(bulkRef));
      const wanted = { kind, evidence };
      const proposal = { caseRef, step, revision, kind, office: null, wanted, actor: orderedBy, at };
      await proposeIn(parts, tx, proposal);
      await end(tx, item, { state: 'done' });
    });
  } catch (failure) {
    if (!(failure instanceof HubProblem) || item === undefined) throw failure;
    await end(db, item, { state: 'not-done', code: failure.code });
  }
  return item !== undefined;
}

function nextDue(tx: Connection): Promise<DueItem | undefined> {
  return dueItems(tx).forUpdate('item').skipLocked().executeTakeFirst();
}

function dueItems(connection: Connection) {
  return connection
    .selectFrom('bulkResolutionItems as item')
    .innerJoin('bulkResolutions as bulk', 'bulk.bulkRef', 'item.bulkRef')
    .select(['item.bulkRef', 'caseRef', 'step', 'revision', 'kind', 'evidenceSealed', 'orderedBy'])
    .where('state', '=', 'waiting')
    .where('dueAt', '<=', sql<never>`clock_timestamp()`)
    .orderBy('dueAt')
    .limit(1);
}

async function end(
  connection: Connection,
  { bulkRef, caseRef, step }: DueItem,
  how: { readonly state: 'done' } | { readonly state: 'not-done'; readonly code: FailureCode },
): Promise<void> {
  await connection
    .updateTable('bulkResolutionItems')
    .set(how)
    .where((eb) => eb.and({ bulkRef, caseRef, step, state: 'waiting' }))
    .execute();
}
