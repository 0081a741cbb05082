import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ListVersionName } from '../../domain/list.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearOfList, listSteps } from './attention.ts';
import { isSecondPerson, type ListDecider } from './list-decider.ts';
import { type ListVersion, nameOf, toVersion } from './records.ts';

/** A file that was stored, on its way to become a version. */
export interface ListEntry {
  readonly listId: ListId;
  readonly kind: 'full' | 'delta';
  readonly format: ListFormat;
  readonly source: 'push' | 'pull';
  readonly digest: string;
  readonly bytes: number;
  readonly asOf: LocalDate;
  readonly sentBy: string | null;
  readonly review: boolean;
  readonly uploadId: string;
  readonly at: Instant;
}

/** Versions of lists as their senders see them. */
export function listStore({ db }: { readonly db: Database }) {
  return {
    version: (name: ListVersionName): Promise<ListVersion | undefined> => readVersion(db, name),
    /**
     * Takes a file in as a version. `repeated`: the same file came before and is on its way or serves; it only confirms the
     * list for its day, and its upload is forgotten. Throws HubProblem `list-unknown`.
     */
    async createVersion(
      entry: ListEntry,
    ): Promise<{ readonly kind: 'created' | 'repeated'; readonly version: ListVersion }> {
      const { listId, digest, at, asOf, uploadId, ...more } = entry;
      return db.transaction().execute(async (tx) => {
        await lockList(tx, listId);
        const known = await confirmKnown(tx, { listId, digest, asOf });
        if (known !== undefined) {
          await tx.deleteFrom('listUploads').where('uploadId', '=', uploadId).execute();
          return { kind: 'repeated', version: known };
        }
        const row = await tx
          .insertInto('listVersions')
          .values({
            ...{ ...more, listId, digest, uploadId, asOf, confirmedAsOf: asOf, receivedAt: at },
            version: sql<number>`(SELECT coalesce(max(version), 0) + 1 FROM list_versions WHERE list_id = ${listId})`,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return { kind: 'created', version: toVersion(row) };
      });
    },
    /** The list that serves, or is on its way, came again: it holds for that day too. Undefined when it is another list. */
    async confirm(
      listId: ListId,
      { digest, asOf }: { readonly digest: string; readonly asOf: LocalDate },
    ): Promise<number | undefined> {
      const known = await confirmKnown(db, { listId, digest, asOf });
      return known?.version;
    },
    /** The version that serves; undefined before the first release. */
    async serving(listId: ListId): Promise<ListVersion | undefined> {
      const row = await db
        .selectFrom('listVersions')
        .selectAll()
        .where((eb) => eb.and({ listId, state: 'released' as const }))
        .executeTakeFirst();
      return row && toVersion(row);
    },
    /** Newest first. */
    async versions(
      listId: ListId,
      page: { readonly before?: number; readonly limit: number },
    ): Promise<readonly ListVersion[]> {
      let query = db.selectFrom('listVersions').selectAll().where('listId', '=', listId);
      if (page.before !== undefined) query = query.where('version', '<', page.before);
      const rows = await query.orderBy('version', 'desc').limit(page.limit).execute();
      return rows.map(toVersion);
    },
    /** What a workflow still does not know: versions that never began, decisions that it has not taken. */
    async owed(limit: number): Promise<readonly ListVersion[]> {
      const rows = await db
        .selectFrom('listVersions')
        .selectAll()
        .where((eb) =>
          eb.or([
            eb('begunAt', 'is', null),
            eb.and([eb('state', '=', 'held'), eb('decision', 'is not', null)]),
          ]),
        )
        .orderBy('receivedAt')
        .limit(limit)
        .execute();
      return rows.map(toVersion);
    },
    async recordBegun(name: ListVersionName, at: Instant): Promise<void> {
      await db
        .updateTable('listVersions')
        .set({ begunAt: at })
        .where((eb) => eb.and(nameOf(name)))
        .where('begunAt', 'is', null)
        .execute();
    },
    /**
     * Records what a person decides about a held version; the same decision again is the same. A suspicious version needs
     * another actor than the one that sent it. Throws HubProblem `list-version-unknown`, `list-not-held`,
     * `second-person-needed`, `list-decided`.
     */
    async decide(
      name: ListVersionName,
      decision: 'release' | 'reject',
      by: ListDecider & { readonly at: Instant },
    ): Promise<ListVersion> {
      return db.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('listVersions')
          .selectAll()
          .where((eb) => eb.and(nameOf(name)))
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw new HubProblem('list-version-unknown');
        const done = decision === 'release' ? ['released', 'superseded'] : ['rejected'];
        if (done.includes(row.state)) return toVersion(row);
        if (row.state !== 'held') throw new HubProblem('list-not-held', { detail: row.state });
        if (row.decision !== null && row.decision !== decision) throw new HubProblem('list-decided');
        const suspicious = row.reasons.some((reason) => reason !== 'list-review-asked');
        if (decision === 'release' && suspicious && !isSecondPerson(row.sentBy, by))
          throw new HubProblem('second-person-needed');
        const decided = await tx
          .updateTable('listVersions')
          .set({ decision, decidedBy: row.decidedBy ?? by.actor })
          .where((eb) => eb.and(nameOf(name)))
          .returningAll()
          .executeTakeFirstOrThrow();
        await clearOfList(tx, { ...nameOf(name), step: listSteps.release });
        const subject = `list/${name.listId}/${name.version}`;
        const { actor, at } = by;
        await oweAudit(tx, { actor, action: `list-${decision}`, subject, reason: null, at });
        return toVersion(decided);
      });
    },
  };
}

export type ListStore = ReturnType<typeof listStore>;

async function confirmKnown(
  connection: Connection,
  { listId, digest, asOf }: Pick<ListEntry, 'listId' | 'digest' | 'asOf'>,
): Promise<ListVersion | undefined> {
  const row = await connection
    .updateTable('listVersions')
    .set({ confirmedAsOf: sql`greatest(confirmed_as_of, ${asOf}::date)` })
    .where((eb) => eb.and({ listId, digest }))
    .where('state', 'not in', ['failed', 'rejected', 'superseded'])
    .returningAll()
    .executeTakeFirst();
  return row && toVersion(row);
}

/** One version in whatever connection the caller holds. */
export async function readVersion(
  connection: Connection,
  name: ListVersionName,
): Promise<ListVersion | undefined> {
  const row = await connection
    .selectFrom('listVersions')
    .selectAll()
    .where((eb) => eb.and(nameOf(name)))
    .executeTakeFirst();
  return row && toVersion(row);
}

/** One version that is known to exist. Throws InvariantError. */
export async function expectVersion(connection: Connection, name: ListVersionName): Promise<ListVersion> {
  const found = await readVersion(connection, name);
  invariant(found !== undefined, 'a list version does not exist');
  return found;
}

/** One change of a list at a time; rows that name the list may be written meanwhile. Throws HubProblem `list-unknown`. */
export async function lockList(tx: Connection, listId: ListId): Promise<void> {
  const list = await tx
    .selectFrom('lists')
    .select('listId')
    .where('listId', '=', listId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (list === undefined) throw new HubProblem('list-unknown');
}
