import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../domain/dates.ts';
import type { ListId } from '../domain/ids.ts';
import type { Connection } from './database.ts';

/**
 * Members of a version, one person each however many categories. Full versions:
 * accepted = added + changed + unchanged; before = unchanged + changed + removed + kept; after = before + added − removed.
 */
export interface MemberCounts {
  readonly before: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Known members whose row was rejected: a typo never ends cover. */
  readonly kept: number;
  readonly after: number;
}

interface VersionRef {
  readonly listId: ListId;
  readonly version: number;
}

/** Counts what a staged version would change, against what the list says now. */
export async function countMembers(connection: Connection, version: VersionRef): Promise<MemberCounts> {
  const { rows } = await sql<Omit<MemberCounts, 'after'>>`
    WITH ${lines(version)}, persons AS (
      SELECT bool_or(change <> 'added') AS known, bool_or(change IN ('added', 'changed', 'unchanged')) AS named,
        bool_or(change NOT IN ('unchanged', 'kept')) AS moved
      FROM lines GROUP BY person_ref)
    SELECT count(*) FILTER (WHERE known)::int AS before,
      count(*) FILTER (WHERE NOT known)::int AS added,
      count(*) FILTER (WHERE known AND named AND moved)::int AS changed,
      count(*) FILTER (WHERE known AND named AND NOT moved)::int AS unchanged,
      count(*) FILTER (WHERE NOT named AND moved)::int AS removed,
      count(*) FILTER (WHERE NOT named AND NOT moved)::int AS kept
    FROM persons`.execute(connection);
  const [counts] = rows;
  if (counts === undefined) throw new Error('a count gave no row');
  return { ...counts, after: counts.before + counts.added - counts.removed };
}

/** Writes what a staged version changes, in the caller's transaction; lines that stay the same are not touched. */
export async function applyChanges(
  tx: Connection,
  release: VersionRef & { readonly asOf: LocalDate; readonly at: Instant },
): Promise<void> {
  const { listId, version, asOf, at } = release;
  await sql`CREATE TEMPORARY TABLE list_changes ON COMMIT DROP AS
    WITH ${lines(release)} SELECT * FROM lines WHERE change NOT IN ('unchanged', 'kept')`.execute(tx);
  // PostgreSQL knows nothing of a new table: without this the join below may take hours.
  await sql`CREATE INDEX ON list_changes (person_ref, category)`.execute(tx);
  await sql`ANALYZE list_changes`.execute(tx);
  await sql`UPDATE memberships SET known_until = ${at} FROM list_changes
    WHERE memberships.list_id = ${listId} AND memberships.known_until IS NULL AND memberships.valid_until IS NULL
      AND memberships.person_ref = list_changes.person_ref AND memberships.category = list_changes.category
      AND change IN ('changed', 'removed')`.execute(tx);
  // A removed person was a member until the day the list speaks for: look-ups of earlier days still say so.
  await sql`INSERT INTO memberships (list_id, person_ref, category, valid_from, valid_until, known_from, version)
    SELECT ${listId}, person_ref, category,
      CASE WHEN change = 'removed' THEN valid_from ELSE coalesce(since, ${asOf}::date) END,
      CASE WHEN change = 'removed' THEN greatest(valid_from, ${asOf}::date) END, ${at}::timestamptz, ${version}::int
    FROM list_changes`.execute(tx);
}

/** One line for each person and category of either side, with its change. */
function lines({ listId, version }: VersionRef): RawBuilder<unknown> {
  return sql`now_listed AS (
      SELECT person_ref, category, valid_from FROM memberships
      WHERE list_id = ${listId} AND known_until IS NULL AND valid_until IS NULL),
    staged AS (
      SELECT person_ref, category, min(since) AS since, true AS named FROM list_rows
      WHERE list_id = ${listId} AND version = ${version} GROUP BY person_ref, category),
    misreads AS (
      SELECT DISTINCT person_ref, true AS misread FROM list_rejections
      WHERE list_id = ${listId} AND version = ${version} AND person_ref IS NOT NULL),
    lines AS (
      SELECT person_ref, category, valid_from, since,
        CASE WHEN valid_from IS NULL THEN 'added'
          WHEN named IS NULL AND misread THEN 'kept'
          WHEN named IS NULL THEN 'removed'
          WHEN since <> valid_from THEN 'changed'
          ELSE 'unchanged' END AS change
      FROM now_listed FULL JOIN staged USING (person_ref, category) LEFT JOIN misreads USING (person_ref))`;
}
