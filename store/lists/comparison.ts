import { type RawBuilder, sql } from 'kysely';
import { invariant } from '../../domain/invariant.ts';
import type { ListEffects, MemberCounts } from '../../domain/list.ts';
import type { Connection } from '../postgres/database.ts';
import type { Staging } from './staging.ts';

/** A staged version beside what the list says now. */
export interface Comparison extends Staging {
  readonly kind: 'full' | 'delta';
  readonly asOf: string;
  /** Members before; 0 for a list that names nobody yet. */
  readonly before: number;
  /** People whom accepted rows name. */
  readonly members: number;
}

/**
 * Writes down which lines differ. The staged rows hold what was not known word by word, and what is gone; all else is the same,
 * and is not looked at. A list that names nobody yet needs no comparison: everything is added. Who loses cover is decided here:
 * docs/CHANGE-WITH-CARE.md, 3, has each case.
 */
export async function compare(tx: Connection, comparison: Comparison): Promise<void> {
  const { table, listId } = comparison;
  await sql`SET LOCAL work_mem = '64MB'`.execute(tx);
  await sql`DROP TABLE IF EXISTS ${changesTable(table)}, ${keptTable(table)}`.execute(tx);
  // Whom the vault knows from elsewhere keeps the name they have there.
  await sql`UPDATE ${sql.id(table)} AS s SET sealed_ref = s.person_ref, person_ref = p.person_ref, fresh = false
    FROM people p WHERE s.fresh AND p.blind_index = s.blind_index`.execute(tx);
  if (comparison.before === 0) return;
  await sql`ANALYZE ${sql.id(table)} (person_ref, category)`.execute(tx);
  await sql`CREATE UNLOGGED TABLE ${keptTable(table)} AS
    SELECT person_ref FROM ${sql.id(table)} WHERE change = 'kept'`.execute(tx);
  await sql`CREATE UNLOGGED TABLE ${changesTable(table)} AS
    WITH now_listed AS (SELECT person_ref, category, valid_from, valid_until, said, household, line, true AS known
      FROM memberships WHERE list_id = ${sql.lit(listId)} AND known_until IS NULL AND listed),
    came_or_changed AS (${cameOrChanged(comparison)}),
    gone AS (${gone(comparison)})
    SELECT ${changeColumns} FROM came_or_changed UNION ALL SELECT ${changeColumns} FROM gone`.execute(tx);
}

/**
 * One line that differs: what the list said (`old_…`), what it says from the version's day on, and where its words stand in
 * the file. `named`: the file still names the person in some category, so a row that goes ends a category and not the membership.
 */
const changeColumns = sql.join(
  [
    ...['person_ref', 'category', 'change', 'old_from', 'old_until', 'ends'],
    ...['valid_from', 'valid_until', 'said', 'household', 'line', 'named'],
  ].map((name) => sql.ref(name)),
);

/** Accepted rows that the list does not say now, or says with other days or words. Who has no day of their own keeps the known one, or begins on the version's day. */
function cameOrChanged({ table, asOf }: Comparison): RawBuilder<unknown> {
  const day = sql`${sql.lit(asOf)}::date`;
  return sql`SELECT person_ref, category, CASE WHEN m.known IS NULL THEN 'added' ELSE 'changed' END AS change,
      m.valid_from AS old_from, m.valid_until AS old_until, ${day} AS ends,
      coalesce(s.since, m.valid_from, ${day}) AS valid_from, s.until AS valid_until,
      s.said AS said, coalesce(s.household, m.household) AS household, s.line AS line, true AS named
    FROM ${sql.id(table)} s LEFT JOIN now_listed m USING (person_ref, category)
    WHERE ${accepted} AND (m.known IS NULL OR ${differs})`;
}

/** What the list says now and the version takes away: removed by name in a delta, or missing in a full version. Without a category of its own a removal ends all of them. */
function gone({ table, asOf }: Comparison): RawBuilder<unknown> {
  const day = sql`${sql.lit(asOf)}::date`;
  return sql`SELECT m.person_ref AS person_ref, m.category AS category, 'removed' AS change,
      m.valid_from AS old_from, m.valid_until AS old_until, coalesce(s.since, ${day}) AS ends,
      m.valid_from AS valid_from, m.valid_until AS valid_until,
      m.said AS said, m.household AS household, m.line AS line, s.other_row IS NOT NULL AS named
    FROM ${sql.id(table)} s JOIN now_listed m ON m.person_ref = s.person_ref AND m.category = coalesce(s.category, m.category)
    WHERE s.errors IS NULL AND s.change IN ('remove', 'gone')`;
}

const accepted = sql`s.errors IS NULL AND (s.change IS NULL OR s.change IN ('add', 'change'))`;
const differs = sql`(coalesce(s.since, m.valid_from), s.until, s.said, coalesce(s.household, m.household))
  IS DISTINCT FROM (m.valid_from, m.valid_until, m.said, m.household)`;

/** The lines that differ, whichever way they were found. */
export function changedLines({ table, before, asOf }: Comparison): RawBuilder<unknown> {
  if (before > 0) return sql`(SELECT * FROM ${changesTable(table)})`;
  return sql`(SELECT person_ref, category, 'added' AS change, NULL::date AS old_from, NULL::date AS old_until,
      ${sql.lit(asOf)}::date AS ends, coalesce(since, ${sql.lit(asOf)}::date) AS valid_from, until AS valid_until,
      said, household, line FROM ${sql.id(table)} AS s WHERE ${accepted})`;
}

/** People who come, go or change, one each; of a list that named nobody before only those who were ever in hospital. */
export function movedPeople(comparison: Comparison): RawBuilder<unknown> {
  const { table, before, listId } = comparison;
  if (before === 0)
    return sql`(SELECT DISTINCT person_ref, 'added' AS moved FROM ${changedLines(comparison)} AS lines
      WHERE person_ref IN (SELECT person_ref FROM stays))`;
  return sql`(SELECT person_ref, CASE WHEN NOT (had OR stays) THEN 'added' WHEN NOT (has OR stays) THEN 'removed'
      ELSE 'changed' END AS moved
    FROM (SELECT person_ref, bool_or(change <> 'added') AS had, bool_or(change <> 'removed') AS has,
        EXISTS (SELECT FROM memberships m WHERE m.list_id = ${sql.lit(listId)} AND m.known_until IS NULL AND m.listed
          AND m.person_ref = c.person_ref AND m.category <> ALL (array_agg(c.category))) AS stays
      FROM ${changesTable(table)} c GROUP BY person_ref) AS people)`;
}

/** Counts members; every one of them is accounted for, or an InvariantError says that the comparison is wrong. */
export async function countMembers(tx: Connection, comparison: Comparison): Promise<MemberCounts> {
  const { kind, table, before, members, listId } = comparison;
  if (before === 0) {
    const none = { before, changed: 0, unchanged: 0, removed: 0, kept: 0, notNamed: 0 };
    return { ...none, added: members, after: members };
  }
  const { rows } = await sql<{ added: number; changed: number; removed: number; kept: number }>`
    SELECT count(*) FILTER (WHERE moved = 'added')::int AS added, count(*) FILTER (WHERE moved = 'changed')::int AS changed,
      count(*) FILTER (WHERE moved = 'removed')::int AS removed,
      (SELECT count(*)::int FROM ${keptTable(table)} k WHERE EXISTS (SELECT FROM memberships m
          WHERE m.list_id = ${sql.lit(listId)} AND m.known_until IS NULL AND m.listed AND m.person_ref = k.person_ref)) AS kept
    FROM ${movedPeople(comparison)} AS moves`.execute(tx);
  const [found] = rows;
  invariant(found !== undefined, 'a count gave no row');
  const { added, changed, removed, kept } = found;
  const unchanged = members - added - changed - (kind === 'delta' ? removed : 0);
  const notNamed = before - unchanged - changed - removed - kept;
  const sound = unchanged >= 0 && notNamed >= 0 && (kind === 'delta' || notNamed === 0);
  invariant(
    sound,
    `the members of a version do not add up: ${JSON.stringify({ before, members, ...found })}`,
  );
  return { before, added, changed, unchanged, removed, kept, notNamed, after: before + added - removed };
}

/** What a release does to people who are in hospital now. */
export async function countEffects(tx: Connection, comparison: Comparison): Promise<ListEffects> {
  const { rows } = await sql<ListEffects>`
    SELECT count(*) FILTER (WHERE moved = 'removed')::int AS cover_ends,
      count(*) FILTER (WHERE moved = 'added')::int AS cover_begins,
      count(*) FILTER (WHERE moved = 'changed')::int AS cover_changes
    FROM stays JOIN ${movedPeople(comparison)} AS moves USING (person_ref)
    WHERE stage IN ('Arrived', 'Identified', 'Covered', 'Admitted')`.execute(tx);
  const [effects] = rows;
  invariant(effects !== undefined, 'a count gave no row');
  return effects;
}

/** Names of the tables that a comparison leaves for the release. */
export function changesTable(table: string) {
  return sql.id(`${table}_changes`);
}

/** The table beside a staged version with members whom a misread row may mean: they keep their place. */
export function keptTable(table: string) {
  return sql.id(`${table}_kept`);
}
