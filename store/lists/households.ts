import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';
import { knownAs, type ListQuestion, linesOf } from './memberships.ts';

/** Somebody of the household with a category of the same list. */
export interface HouseholdMember {
  readonly personRef: PersonRef;
  readonly code: string;
  readonly since: LocalDate;
}

/** A person's household as one list knows it. */
export interface Household {
  readonly listId: ListId;
  readonly listAsOf: LocalDate;
  /** False when the list names the person and gives no household number: nobody can be told then. */
  readonly stated: boolean;
  /** The others who are listed, by person and category. */
  readonly others: readonly HouseholdMember[];
}

interface Own {
  readonly listId: ListId;
  readonly listAsOf: LocalDate;
  /** The digest as text: it does not fit into a number. */
  readonly household: string | null;
}

/** Households in two times. A household number is its list's own: two lists are never put together. */
export function householdStore(db: Database) {
  return {
    /** Makes the households of a list quick to find, once, after its first release. */
    async indexHouseholds(listId: ListId): Promise<void> {
      await sql`SELECT index_households(${listId})`.execute(db);
    },
    /** One entry for each list that names the person on that day, and for each household that it gives. */
    async householdsOf(question: ListQuestion): Promise<readonly Household[]> {
      const { personRef, on } = question;
      const { rows: own } = await sql<Own>`
        SELECT DISTINCT list_id, as_of AS list_as_of, household::text FROM ${linesOf(question)}
        WHERE valid_until IS NULL OR ${on}::date < valid_until ORDER BY 1, 3`.execute(db);
      const stated = own.filter(({ household }) => household !== null);
      if (stated.length === 0) return own.map((one) => householdFrom(one, []));
      const { rows } = await sql<HouseholdMember & { readonly listId: ListId; readonly household: string }>`
        SELECT DISTINCT ON (list_id, household, person_ref, category)
          list_id, household::text, person_ref, category AS code, valid_from AS since
        FROM unnest(${stated.map(({ listId }) => listId)}::text[], ${stated.map(({ household }) => household)}::bigint[])
          AS own (list_id, household) JOIN memberships USING (list_id, household)
        WHERE person_ref <> ${personRef} AND valid_from <= ${on}::date
          AND (valid_until IS NULL OR ${on}::date < valid_until) AND ${knownAs(question.knownAt)}
        ORDER BY list_id, household, person_ref, category, valid_from DESC`.execute(db);
      return own.map((one) => householdFrom(one, rows));
    },
  };
}

export type HouseholdStore = ReturnType<typeof householdStore>;

function householdFrom(
  { listId, listAsOf, household }: Own,
  members: readonly (HouseholdMember & { readonly listId: ListId; readonly household: string })[],
): Household {
  const others = members
    .filter((member) => member.listId === listId && member.household === household)
    .map(({ personRef, code, since }) => ({ personRef, code, since }));
  return { listId, listAsOf, stated: household !== null, others };
}
