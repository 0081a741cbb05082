import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { Database } from '../postgres/database.ts';

/** Checks of one organisation on one county day, and of these about one person. */
const mostOfParty = 200;
const mostOfPerson = 3;

/** Counts who asks how often before an admission; keeps nothing about whom. */
export function eligibilityChecks(db: Database) {
  return {
    /** Counts one more of that day; false, and nothing is counted: there were as many as there may be. */
    async count(party: string, day: LocalDate, personDigest: Uint8Array): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        // One at a time for each party, so that nobody passes the limit side by side.
        await sql`SELECT FROM parties WHERE party = ${party} FOR NO KEY UPDATE`.execute(tx);
        await tx.deleteFrom('eligibilityChecks').where('day', '<', day).execute();
        const { rows } = await sql`
          WITH before AS (SELECT coalesce(sum(checks), 0) AS of_party,
              coalesce(sum(checks) FILTER (WHERE person_digest = ${personDigest}), 0) AS of_person
            FROM eligibility_checks WHERE party = ${party} AND day = ${day})
          INSERT INTO eligibility_checks (party, day, person_digest, checks)
          SELECT ${party}, ${day}::date, ${personDigest}::bytea, 1 FROM before
          WHERE of_party < ${mostOfParty} AND of_person < ${mostOfPerson}
          ON CONFLICT (party, day, person_digest) DO UPDATE SET checks = eligibility_checks.checks + 1
          RETURNING checks`.execute(tx);
        return rows.length > 0;
      });
    },
  };
}

export type EligibilityChecks = ReturnType<typeof eligibilityChecks>;
