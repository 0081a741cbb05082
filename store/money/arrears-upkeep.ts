import { sql } from 'kysely';
import { arrearsStep } from '../../domain/arrears.ts';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';
import { lockStay } from '../stays/locks.ts';
import { endArrears } from './arrears.ts';
import { readOpenArrears } from './arrears-reads.ts';
import { readArrearsEnd, tellArrears } from './arrears-waits.ts';

/** What time, a payment, a plan or a death makes of cases of arrears. */
export function arrearsUpkeep(db: Database) {
  return {
    /** Ends at most `limit` cases that stand no more, and says of those whose time to answer is over that the keeper is to decide; gives how many. */
    async lookAtArrears(at: Instant, limit: number): Promise<number> {
      const today = chinaDate(at);
      const { rows } = await sql<{ readonly caseRef: CaseRef }>`
        SELECT case_ref AS "caseRef" FROM arrears_cases AS cases
        WHERE ended_on IS NULL AND (arrears_end(case_ref, expires_on, ${today}::date) IS NOT NULL
          OR (listed_on IS NULL AND answer_until < ${today}::date AND NOT EXISTS (
            SELECT FROM attention WHERE attention.case_ref = cases.case_ref AND step = ${arrearsStep})))
        ORDER BY applied_on, case_ref LIMIT ${limit}`.execute(db);
      for (const { caseRef } of rows)
        await db.transaction().execute(async (tx) => {
          await lockStay(tx, caseRef);
          const open = await readOpenArrears(tx, caseRef, today);
          if (open === undefined) return;
          const because = await readArrearsEnd(tx, open, at);
          if (because === null) await tellArrears(tx, { caseRef, at });
          else await endArrears(tx, open, { because, by: null, at });
        });
      return rows.length;
    },
  };
}

export type ArrearsUpkeep = ReturnType<typeof arrearsUpkeep>;
