import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';

/** Which members of which lists, on which day, as known when. */
export interface MemberQuestion {
  readonly lists: readonly ListId[];
  readonly categories?: readonly string[];
  readonly on: LocalDate;
  readonly knownAt?: Instant;
  readonly limit: number;
  readonly offset: number;
}

/** Members of lists page by page, for whoever keeps the lists. */
export function registryMembers(db: Database) {
  return {
    /** People in the order of their refs, with how many there are in all. */
    async members(question: MemberQuestion): Promise<{
      readonly people: readonly PersonRef[];
      readonly total: number;
    }> {
      const { lists, on, limit, offset } = question;
      const [categories, knownAt] = [question.categories ?? null, question.knownAt ?? null];
      const found = sql`FROM memberships WHERE list_id = ANY(${lists}::text[])
        AND (${categories}::text[] IS NULL OR category = ANY(${categories}::text[]))
        AND valid_from <= ${on}::date AND (valid_until IS NULL OR ${on}::date < valid_until)
        AND CASE WHEN ${knownAt}::timestamptz IS NULL THEN known_until IS NULL
          ELSE known_from <= ${knownAt}::timestamptz
            AND (known_until IS NULL OR ${knownAt}::timestamptz < known_until) END`;
      const counted = await sql<{ readonly total: number }>`
        SELECT count(DISTINCT person_ref)::int AS total ${found}`.execute(db);
      const { rows } = await sql<{ readonly personRef: PersonRef }>`
        SELECT DISTINCT person_ref ${found} ORDER BY person_ref LIMIT ${limit} OFFSET ${offset}`.execute(db);
      return { people: rows.map(({ personRef }) => personRef), total: counted.rows[0]?.total ?? 0 };
    },
  };
}

export type RegistryMembers = ReturnType<typeof registryMembers>;
