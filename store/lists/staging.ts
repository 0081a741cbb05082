import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ListVersionName, RowCounts } from '../../domain/list.ts';
import type { CopyPool } from '../postgres/copy.ts';
import type { Connection } from '../postgres/database.ts';
import { nameOf } from './records.ts';
import { servingVersion } from './serving-version.ts';

/** One attempt to bring a file's rows in: a table of its own, so that an attempt that was given up never mixes with the next. */
export interface Staging extends ListVersionName {
  readonly table: string;
}

/** What an attempt brought in. */
export interface StagedCounts {
  readonly rows: RowCounts;
  /** Lines of the table: one for each accepted row and category, one for each rejected row. */
  readonly lines: number;
  /** People named by accepted rows. */
  readonly members: number;
  /** The rejected rows as a file; null when there are none. */
  readonly reportId: string | null;
}

/** The columns of a staging table in the order in which COPY brings them (binary format). */
export const stagingColumns = [
  'row_number integer NOT NULL',
  'person_ref text',
  'blind_index bytea',
  'category text',
  'since date',
  'until date',
  'change text',
  'said bigint',
  'household bigint',
  // Digest of the row's text: the same line in a later file needs no reading.
  'line bigint',
  'identity_sealed bytea',
  // The person is not known yet: `person_ref` is what they will be called.
  'fresh boolean NOT NULL',
  'errors text',
  'other_row integer',
] as const;

/** Rows of a version on their way in. */
export function listStaging(copyPool: CopyPool) {
  const { db } = copyPool;
  return {
    /** Begins an attempt; rows of an earlier one are gone. Throws InvariantError once the version is past staging. */
    async beginStaging(name: ListVersionName): Promise<Staging> {
      const table = `list_rows_${randomBytes(8).toString('hex')}`;
      await dropStrays(db);
      // Read before the members are: when another version is released in between, the rows are staged again.
      const serving = (await servingVersion(db, name.listId))?.version ?? null;
      const open = await db
        .updateTable('listVersions')
        .set({
          state: 'staging',
          staging: table,
          stagedLines: null,
          baseVersion: serving,
        })
        .set({ rowsReceived: 0, rowsAccepted: 0, rowsRejected: 0 })
        .where((eb) => eb.and(nameOf(name)))
        .where('state', 'in', ['received', 'staging', 'staged', 'held'])
        .returning('version')
        .executeTakeFirst();
      invariant(open !== undefined, 'rows for a list version that takes none any more');
      // Unlogged: half the WAL. What a crash of PostgreSQL empties is staged anew from the file.
      await sql`CREATE UNLOGGED TABLE ${sql.id(table)} (${sql.raw(stagingColumns.join(', '))}, sealed_ref text)`.execute(
        db,
      );
      return { ...nameOf(name), table };
    },
    /** Brings all rows in with one COPY: all of them or none. */
    async copyRows({ table }: Staging, pieces: AsyncIterable<Uint8Array>): Promise<void> {
      const columns = stagingColumns.map((column) => column.split(' ')[0]).join(', ');
      await copyPool.copyIn(`COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`, pieces);
    },
    /**
     * What the list says now, as PostgreSQL's binary COPY: for each line the digest of its text (0 for none), the person ref, what
     * was said of the person, and the category's place in `categories`; every row has the same length.
     */
    knownMembers(listId: ListId, categories: readonly string[]): AsyncGenerator<Buffer> {
      // COPY takes no parameters; list ids and categories are made of letters, digits, dots and dashes.
      const names = [listId, ...categories];
      invariant(
        names.every((name) => /^[A-Za-z0-9._-]+$/.test(name)),
        'a list id or category with other characters',
      );
      const places = categories.map((category) => `'${category}'`).join(', ');
      return copyPool.copyOut(
        `COPY (SELECT coalesce(line, 0), person_ref, said, array_position(ARRAY[${places}], category) - 1 FROM memberships
          WHERE list_id = '${listId}' AND known_until IS NULL AND listed) TO STDOUT (FORMAT binary)`,
      );
    },
    /** Refs of people whom the vault knows by these blind indexes, in their order; null for the others. */
    async refsOf(indexes: readonly Buffer[]): Promise<readonly (PersonRef | null)[]> {
      const { rows } = await sql<{ readonly ref: PersonRef | null }>`
        SELECT person_ref AS ref FROM unnest(${indexes}::bytea[]) WITH ORDINALITY AS asked (blind_index, at)
          LEFT JOIN people USING (blind_index) ORDER BY at`.execute(db);
      return rows.map(({ ref }) => ref);
    },
    /** Says how far the attempt is; a given-up attempt says nothing. */
    async recordProgress({ table, ...name }: Staging, rows: RowCounts): Promise<void> {
      await db
        .updateTable('listVersions')
        .set(rowColumns(rows))
        .where((eb) => eb.and({ ...nameOf(name), staging: table, state: 'staging' as const }))
        .execute();
    },
    /** All rows are in. False: another attempt has taken over. */
    async finishStaging({ table, ...name }: Staging, counts: StagedCounts): Promise<boolean> {
      const done = await db
        .updateTable('listVersions')
        .set({
          state: 'staged',
          stagedLines: counts.lines,
          stagedMembers: counts.members,
          reportId: counts.reportId,
        })
        .set(rowColumns(counts.rows))
        .where((eb) => eb.and({ ...nameOf(name), staging: table, state: 'staging' as const }))
        .returning('version')
        .executeTakeFirst();
      return done !== undefined;
    },
  };
}

export type ListStaging = ReturnType<typeof listStaging>;

/** The counts as columns. */
export function rowColumns({ received, accepted, rejected }: RowCounts) {
  return { rowsReceived: received, rowsAccepted: accepted, rowsRejected: rejected };
}

/** Removes the tables of one attempt. */
export async function dropStaging(connection: Connection, table: string): Promise<void> {
  for (const name of [table, `${table}_changes`, `${table}_kept`])
    await sql`DROP TABLE IF EXISTS ${sql.id(name)}`.execute(connection);
}

/** Tables of attempts that nobody needs any more; one that somebody still holds waits for the next time. */
async function dropStrays(db: Connection): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '^list_rows_[0-9a-f]{16}$'
      AND relname NOT IN (SELECT staging FROM list_versions WHERE staging IS NOT NULL
        AND state IN ('staging', 'staged', 'held'))`.execute(db);
  for (const { name } of rows) {
    const dropped = db.transaction().execute(async (tx) => {
      await sql`SET LOCAL lock_timeout = '500ms'`.execute(tx);
      await dropStaging(tx, name);
    });
    await dropped.catch(() => undefined);
  }
}
