import { type RawBuilder, sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import type { DeliveredList, DeliveryCounts } from '../../domain/list-delivery.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** What lists of certain versions say on a day. */
export interface ListsOnDay {
  readonly asOf: LocalDate;
  readonly lists: readonly DeliveredList[];
}

/** What a delivery says: the lists of a day, or how they differ from those of another one. */
export interface DeliveryContent {
  readonly now: ListsOnDay;
  /** Null: the whole list. */
  readonly before: ListsOnDay | null;
}

/** One person of a delivery; without a category: listed no more. */
export interface DeliveredPerson {
  readonly personRef: PersonRef;
  readonly categories: readonly string[];
}

/** The first and the last person of a page. */
interface RefRange {
  readonly firstRef: PersonRef;
  readonly lastRef: PersonRef;
}

/** So many people are opened, digested and sealed at a time. */
const pageSize = 1_000;

/** People of a delivery with their categories, as a table expression: the same whenever it is asked, by the two times of memberships. */
function entriesOf({ now, before }: DeliveryContent, range?: RefRange): RawBuilder<unknown> {
  if (before === null) return sql`(${standing(now, range)})`;
  return sql`(SELECT person_ref, coalesce(n.categories, '{}') AS categories
    FROM (${standing(now, range)}) AS n FULL JOIN (${standing(before, range)}) AS b USING (person_ref)
    WHERE n.categories IS DISTINCT FROM b.categories)`;
}

function standing({ asOf, lists }: ListsOnDay, range: RefRange | undefined): RawBuilder<unknown> {
  const within =
    range === undefined ? sql`true` : sql`person_ref >= ${range.firstRef} AND person_ref <= ${range.lastRef}`;
  const ids = lists.map(({ listId }) => listId);
  // What is said now and what was said before have an index each: one look through both would read every line of a list.
  const lines = sql`(SELECT * FROM memberships WHERE list_id = ANY(${ids}::text[]) AND known_until IS NULL AND listed AND ${within}
    UNION ALL SELECT * FROM memberships WHERE list_id = ANY(${ids}::text[]) AND NOT (known_until IS NULL AND listed) AND ${within}) AS m`;
  return sql`SELECT person_ref, array_agg(DISTINCT category ORDER BY category) AS categories
    FROM jsonb_to_recordset(${JSON.stringify(lists)}::jsonb)
        AS taken ("listId" text, "knownAt" timestamptz, categories jsonb)
      JOIN ${lines} ON m.list_id = taken."listId" AND taken.categories ? m.category
    WHERE valid_from <= ${asOf}::date AND (valid_until IS NULL OR ${asOf}::date < valid_until)
      AND known_from <= taken."knownAt" AND (known_until IS NULL OR taken."knownAt" < known_until)
    GROUP BY person_ref`;
}

/** How many people it would name. */
export async function countEntries(db: Database, content: DeliveryContent): Promise<DeliveryCounts> {
  const { rows } = await sql<DeliveryCounts>`
    WITH entries AS MATERIALIZED (SELECT * FROM ${entriesOf(content)} AS e)
    SELECT (SELECT count(*)::int FROM entries) AS people,
      (SELECT count(*)::int FROM entries WHERE categories = '{}') AS ended,
      (SELECT coalesce(jsonb_object_agg(category, named), '{}') FROM
        (SELECT category, count(*)::int AS named FROM entries, unnest(categories) AS category GROUP BY category) AS c
      ) AS by_category`.execute(db);
  return rows[0] ?? { people: 0, ended: 0, byCategory: {} };
}

/** Remembers where each page of a delivery begins and ends. */
export async function writePages(
  tx: Connection,
  deliveryId: number,
  content: DeliveryContent,
): Promise<void> {
  await sql`INSERT INTO list_delivery_pages (delivery_id, page, first_ref, last_ref, people)
    SELECT ${deliveryId}::bigint, page, min(person_ref), max(person_ref), count(*) FROM
      (SELECT person_ref, (row_number() OVER (ORDER BY person_ref) - 1) / ${sql.lit(pageSize)} + 1 AS page
        FROM ${entriesOf(content)} AS e) AS numbered
    GROUP BY page`.execute(tx);
}

/** The people of a page, in the order of their refs. */
export async function peopleOf(
  db: Database,
  content: DeliveryContent,
  range: RefRange,
): Promise<readonly DeliveredPerson[]> {
  const { rows } = await sql<DeliveredPerson>`SELECT * FROM ${entriesOf(content, range)} AS e
    ORDER BY person_ref`.execute(db);
  return rows;
}
