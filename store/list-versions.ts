import { sql } from 'kysely';
import type { Instant, LocalDate } from '../domain/dates.ts';
import { HubProblem } from '../domain/failures.ts';
import type { ListId } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { Database } from './database.ts';
import { applyChanges, countMembers, type MemberCounts } from './list-changes.ts';
import { countColumns, type ListVersion, nameOf, toVersion, type VersionName } from './list-records.ts';
import { countRows, listStaging } from './list-staging.ts';
import type { Sealer } from './sealing.ts';

/** Versions of lists on their way from receipt to release. */
export function listStore(parts: { readonly db: Database; readonly sealer: Sealer }) {
  const { db } = parts;
  async function version(name: VersionName): Promise<ListVersion | undefined> {
    const row = await db
      .selectFrom('listVersions')
      .selectAll()
      .where((eb) => eb.and(nameOf(name)))
      .executeTakeFirst();
    return row && toVersion(row);
  }

  async function expectVersion(name: VersionName): Promise<ListVersion> {
    const found = await version(name);
    invariant(found !== undefined, 'a list version does not exist');
    return found;
  }

  return {
    ...listStaging(parts),
    version,
    /** Takes a version in; `repeated`: the same file came before and came to something. Throws HubProblem `list-unknown`. */
    async createVersion(entry: {
      readonly listId: ListId;
      readonly digest: string;
      readonly source: 'push' | 'pull';
      readonly asOf: LocalDate;
      readonly at: Instant;
    }): Promise<{ readonly kind: 'created' | 'repeated'; readonly version: ListVersion }> {
      const { listId, digest, source, asOf, at } = entry;
      return db.transaction().execute(async (tx) => {
        const list = await tx
          .selectFrom('lists')
          .select('listId')
          .where('listId', '=', listId)
          .forUpdate()
          .executeTakeFirst();
        if (list === undefined) throw new HubProblem('list-unknown');
        const known = await tx
          .selectFrom('listVersions')
          .selectAll()
          .where((eb) => eb.and({ listId, digest }))
          .where('state', 'not in', ['failed', 'rejected'])
          .executeTakeFirst();
        if (known !== undefined) return { kind: 'repeated', version: toVersion(known) };
        const row = await tx
          .insertInto('listVersions')
          .values({
            ...{ listId, digest, source, asOf, receivedAt: at },
            version: sql<number>`(SELECT coalesce(max(version), 0) + 1 FROM list_versions WHERE list_id = ${listId})`,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return { kind: 'created', version: toVersion(row) };
      });
    },
    /** All rows are in: counts them, `checked`. */
    async checkVersion(name: VersionName): Promise<ListVersion> {
      await db
        .updateTable('listVersions')
        .set({
          state: 'checked',
          ...{ rowsAccepted: countRows(name, 'list_rows'), rowsRejected: countRows(name, 'list_rejections') },
          rowsReceived: sql<number>`${countRows(name, 'list_rows')} + ${countRows(name, 'list_rejections')}`,
        })
        .where((eb) => eb.and(nameOf(name)))
        .where('state', 'in', ['received', 'staging', 'checked'])
        .execute();
      return expectVersion(name);
    },
    /** What release would do, now. */
    previewVersion: (name: VersionName): Promise<MemberCounts> => countMembers(db, name),
    /** Ends or holds a version that is not released; the one that serves is not touched. */
    async setAside(
      name: VersionName,
      state: 'held' | 'rejected' | 'failed',
      reasonCode: string,
    ): Promise<ListVersion> {
      await db
        .updateTable('listVersions')
        .set({ state, reasonCode })
        .where((eb) => eb.and(nameOf(name)))
        .where('state', 'in', ['received', 'staging', 'checked', 'held'])
        .execute();
      if (state !== 'held')
        await db
          .deleteFrom('listRows')
          .where((eb) => eb.and(nameOf(name)))
          .execute();
      return expectVersion(name);
    },
    /** Makes a checked or held version the one that serves, in one transaction; a released one stays as it is. Throws InvariantError for any other state. */
    async releaseVersion(name: VersionName, at: Instant): Promise<ListVersion> {
      await db.transaction().execute(async (tx) => {
        // One release of a list at a time.
        await tx.selectFrom('lists').select('listId').where('listId', '=', name.listId).forUpdate().execute();
        const row = await tx
          .selectFrom('listVersions')
          .select(['state', 'asOf'])
          .where((eb) => eb.and(nameOf(name)))
          .executeTakeFirst();
        if (row?.state === 'released' || row?.state === 'superseded') return;
        invariant(row?.state === 'checked' || row?.state === 'held', 'a list version is released unchecked');
        const counts = await countMembers(tx, name);
        await applyChanges(tx, { ...name, asOf: row.asOf, at });
        await tx
          .updateTable('listVersions')
          .set({ state: 'superseded' })
          .where((eb) => eb.and({ listId: name.listId, state: 'released' as const }))
          .execute();
        await tx
          .updateTable('listVersions')
          .set({ state: 'released', releasedAt: at, reasonCode: null, ...countColumns(counts) })
          .where((eb) => eb.and(nameOf(name)))
          .execute();
        await tx
          .deleteFrom('listRows')
          .where((eb) => eb.and(nameOf(name)))
          .execute();
      });
      return expectVersion(name);
    },
  };
}

export type ListStore = ReturnType<typeof listStore>;
