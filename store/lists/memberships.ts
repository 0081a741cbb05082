import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { EndedCategory, ListedCategory } from '../../domain/stay.ts';
import type { Database } from '../postgres/database.ts';
import { prepared } from '../postgres/prepared-statements.ts';

/** What serves of one list, and how old it may become. */
export interface ListFreshness {
  readonly listId: ListId;
  readonly version: number;
  /** The day the list speaks for. */
  readonly asOf: LocalDate;
  readonly releasedAt: Instant;
  readonly ageLimitDays: number;
}

/** About whom, on which day, as known at which moment (left out: all that is known today), by which lists (left out: all). */
export interface ListQuestion {
  readonly personRef: PersonRef;
  readonly on: LocalDate;
  readonly knownAt?: Instant;
  readonly lists?: readonly ListId[];
}

/** What the lists say of a person on a day, and what they said before and no longer. */
export interface Listed {
  readonly categories: readonly ListedCategory[];
  readonly endedCategories: readonly EndedCategory[];
}

/** Look-ups in two times: on which day a person was listed, as known at which moment (county time). */
export function membershipStore(db: Database) {
  const looked = categoryLookUps(db);
  return {
    ...looked,
    /** Both, as an admission on that day asks them. */
    async listedOn(question: ListQuestion): Promise<Listed> {
      const [categories, endedCategories] = await Promise.all([
        looked.categoriesOn(question),
        looked.categoriesEndedBy(question),
      ]);
      return { categories, endedCategories };
    },
    /** Every list that had a released version at a moment (now when left out), by list id; a list that is missing was never released. */
    async freshness(knownAt?: Instant): Promise<readonly ListFreshness[]> {
      const { rows } = await sql<ListFreshness>`
        SELECT list_id, serving.version, serving.as_of, serving.released_at, age_limit_days
        FROM lists, LATERAL (${serving(knownAt ?? null, sql`lists.list_id`)}) AS serving ORDER BY list_id`.execute(
        db,
      );
      return rows;
    },
  };
}

/** Of one person. */
function categoryLookUps(db: Database) {
  return {
    /** Categories of a person on a day, by list and category. */
    async categoriesOn(question: ListQuestion): Promise<readonly ListedCategory[]> {
      const { rows } = await sql<ListedCategory>`${prepared}
        SELECT DISTINCT ON (list_id, category) ${wordColumns} FROM ${linesOf(question)}
        WHERE (valid_until IS NULL OR ${question.on}::date < valid_until)
        ORDER BY list_id, category, valid_from DESC`.execute(db);
      return rows;
    },
    /** Categories that a list gave a person before that day and no longer on it, each with its last end, by list and category. */
    async categoriesEndedBy(question: ListQuestion): Promise<readonly EndedCategory[]> {
      const { rows } = await sql<EndedCategory>`${prepared}
        SELECT ${wordColumns}, valid_until AS until FROM (
          SELECT DISTINCT ON (list_id, category) * FROM ${linesOf(question)}
          ORDER BY list_id, category, valid_until DESC NULLS FIRST) AS last
        WHERE valid_until <= ${question.on}::date ORDER BY list_id, category`.execute(db);
      return rows;
    },
  };
}

export type MembershipStore = ReturnType<typeof membershipStore>;

const wordColumns = sql`category AS code, valid_from AS since, as_of AS list_as_of, list_id`;

/** A person's lines that had begun by that day, as known then, each with the day its list speaks for. */
export function linesOf({ personRef, on, ...limits }: ListQuestion) {
  const [knownAt, lists] = [limits.knownAt ?? null, limits.lists ?? null];
  return sql`(SELECT m.*, serving.as_of
    FROM (SELECT * FROM memberships WHERE person_ref = ${personRef} AND known_until IS NULL AND listed
      UNION ALL SELECT * FROM memberships WHERE person_ref = ${personRef} AND NOT (known_until IS NULL AND listed)) AS m,
      LATERAL (${serving(knownAt, sql`m.list_id`)}) AS serving
    WHERE (${lists}::text[] IS NULL OR list_id = ANY(${lists}::text[])) AND valid_from <= ${on}::date
      AND ${knownAs(limits.knownAt)}) AS lines`;
}

/** Lines that were known at that moment, or are known now. */
export function knownAs(knownAt: Instant | undefined) {
  return knownAt === undefined
    ? sql`known_until IS NULL`
    : sql`known_from <= ${knownAt}::timestamptz AND (known_until IS NULL OR ${knownAt}::timestamptz < known_until)`;
}

/** The version of a list that served at a moment. */
function serving(knownAt: Instant | null, listId: ReturnType<typeof sql>) {
  // The very same list sent again holds for its day too; when that became known is not asked.
  return sql`SELECT version, released_at,
      CASE WHEN ${knownAt}::timestamptz IS NULL THEN confirmed_as_of ELSE as_of END AS as_of FROM list_versions AS v
    WHERE v.list_id = ${listId} AND v.released_at IS NOT NULL
      AND (${knownAt}::timestamptz IS NULL OR v.released_at <= ${knownAt}::timestamptz)
    ORDER BY v.released_at DESC, v.version DESC LIMIT 1`;
}
