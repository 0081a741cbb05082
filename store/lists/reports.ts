import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListVersionName } from '../../domain/list.ts';
import type { Database } from '../postgres/database.ts';
import { nameOf } from './records.ts';

/** A row that was turned away, with everything that is wrong with it. */
export interface Rejection {
  readonly rowNumber: number;
  readonly errors: readonly { readonly field: string | null; readonly code: string }[];
  /** The other row of a person who is named twice. */
  readonly otherRow: number | null;
}

/** How many members a list had at the end of a day; `digest` covers who they are, for whoever has the same list. */
export interface HeadCount {
  readonly day: LocalDate;
  readonly version: number;
  readonly members: number;
  readonly digest: string;
  readonly countedAt: Instant;
}

/** What agencies read about their lists. */
export function listReports(db: Database) {
  return {
    /** By row number; the next page begins after the last one's. */
    async rejections(
      name: ListVersionName,
      page: { readonly after?: number; readonly limit: number },
    ): Promise<readonly Rejection[]> {
      const rows = await db
        .selectFrom('listRejections')
        .select(['rowNumber', 'errors', 'otherRow'])
        .where((eb) => eb.and(nameOf(name)))
        .where('rowNumber', '>', page.after ?? 0)
        .orderBy('rowNumber')
        .limit(page.limit)
        .execute();
      return rows.map(({ errors, ...row }) => ({ ...row, errors: errors.split(' ').map(oneError) }));
    },
    /** How many rows have each error, most frequent first. */
    async rejectionSummary(
      name: ListVersionName,
    ): Promise<readonly { readonly code: string; readonly rows: number }[]> {
      const { rows } = await sql<{ code: string; rows: number }>`
        SELECT split_part(error, ':', 2) AS code, count(*)::int AS rows
        FROM list_rejections, LATERAL unnest(string_to_array(errors, ' ')) AS error
        WHERE list_id = ${name.listId} AND version = ${name.version} GROUP BY 1 ORDER BY 2 DESC, 1`.execute(
        db,
      );
      return rows;
    },
    /** Counts the members of a list that serves, once a day; a day that was counted stays as it is. */
    async countHeads(
      listId: ListId,
      { day, at }: { readonly day: LocalDate; readonly at: Instant },
    ): Promise<void> {
      await sql`INSERT INTO list_head_counts (list_id, day, version, members, digest, counted_at)
        SELECT list_id, ${day}::date, version, (SELECT count(DISTINCT person_ref)::int FROM memberships AS m
            WHERE m.list_id = ${listId} AND m.known_until IS NULL AND m.listed), digest, ${at}::timestamptz
        FROM list_versions WHERE list_id = ${listId} AND state = 'released' ON CONFLICT DO NOTHING`.execute(
        db,
      );
    },
    /** Newest day first. */
    async headCounts(listId: ListId, limit: number): Promise<readonly HeadCount[]> {
      return db
        .selectFrom('listHeadCounts')
        .select(['day', 'version', 'members', 'digest', 'countedAt'])
        .where('listId', '=', listId)
        .orderBy('day', 'desc')
        .limit(limit)
        .execute();
    },
  };
}

export type ListReports = ReturnType<typeof listReports>;

function oneError(text: string): Rejection['errors'][number] {
  const [field = '', code = ''] = text.split(':');
  return { field: field === '' ? null : field, code };
}
