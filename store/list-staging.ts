import { sql } from 'kysely';
import type { LocalDate } from '../domain/dates.ts';
import type { PersonRef } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { Database } from './database.ts';
import { nameOf, type VersionName } from './list-records.ts';
import type { Sealer } from './sealing.ts';
import type { RowError } from './tables/lists.ts';

/** A good row; several categories are several staged rows of one row number. */
export interface StagedRow {
  readonly rowNumber: number;
  readonly personRef: PersonRef;
  readonly category: string;
  /** First day in the category; null when the agency does not say. */
  readonly since: LocalDate | null;
}

/** A bad row with everything that is wrong; the person where the number could be read. */
export interface RejectedRow {
  readonly rowNumber: number;
  readonly personRef: PersonRef | null;
  readonly errors: readonly RowError[];
  readonly cells: readonly string[];
}

/** Rows of a version on their way in, and the ones that were turned away. */
export function listStaging({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Adds rows; the same row again changes nothing, so a resumed load may repeat its last batch. Throws InvariantError once the version is checked. */
    async stageRows(
      name: VersionName,
      rows: { readonly accepted: readonly StagedRow[]; readonly rejected: readonly RejectedRow[] },
    ): Promise<void> {
      const { listId, version } = name;
      await db.transaction().execute(async (tx) => {
        const open = await tx
          .updateTable('listVersions')
          .set({ state: 'staging' })
          .where((eb) => eb.and(nameOf(name)))
          .where('state', 'in', ['received', 'staging'])
          .returning('version')
          .executeTakeFirst();
        invariant(open !== undefined, 'rows for a list version that takes none any more');
        const { accepted } = rows;
        await sql`INSERT INTO list_rows (list_id, version, row_number, person_ref, category, since)
          SELECT ${listId}, ${version}, * FROM unnest(${accepted.map((row) => row.rowNumber)}::int[],
            ${accepted.map((row) => row.personRef)}::text[], ${accepted.map((row) => row.category)}::text[],
            ${accepted.map((row) => row.since)}::date[]) ON CONFLICT DO NOTHING`.execute(tx);
        if (rows.rejected.length === 0) return;
        const rejected = rows.rejected.map(({ rowNumber, personRef, errors, cells }) => ({
          ...{ listId, version, rowNumber, personRef, errors: JSON.stringify(errors) },
          cellsSealed: sealer.seal(cells, place(name, rowNumber)),
        }));
        await tx
          .insertInto('listRejections')
          .values(rejected)
          .onConflict((oc) => oc.doNothing())
          .execute();
      });
    },
    /** Rejected rows by row number, opened, for the agency's report. */
    async rejections(
      name: VersionName,
      page: { readonly after?: number; readonly limit: number },
    ): Promise<readonly RejectedRow[]> {
      const rows = await db
        .selectFrom('listRejections')
        .select(['rowNumber', 'personRef', 'errors', 'cellsSealed'])
        .where((eb) => eb.and(nameOf(name)))
        .where('rowNumber', '>', page.after ?? 0)
        .orderBy('rowNumber')
        .limit(page.limit)
        .execute();
      return rows.map(({ cellsSealed, ...row }) => ({
        ...row,
        cells: sealer.open(cellsSealed, place(name, row.rowNumber)) as readonly string[],
      }));
    },
  };
}

/** SQL that counts the rows (not the lines) of a version. */
export function countRows({ listId, version }: VersionName, table: 'list_rows' | 'list_rejections') {
  return sql<number>`(SELECT count(DISTINCT row_number)::int FROM ${sql.table(table)}
    WHERE list_id = ${listId} AND version = ${version})`;
}

function place(name: VersionName, rowNumber: number): string {
  return `list_rejections|cells|${name.listId}/${name.version}/${rowNumber}`;
}
