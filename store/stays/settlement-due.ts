import { sql } from 'kysely';
import {
  addDays,
  addWorkingDays,
  chinaDate,
  type Instant,
  type LocalDate,
  startOfDay,
} from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { raiseIn } from './attention.ts';
import { lockStay } from './locks.ts';
import { unsettledStep } from './other-stays.ts';

/** Working days within which a stay is settled after the discharge (national rules of the insurance, see docs/OPERATIONS.md). */
const settleWithin = 3;

/** Stays whose bill is known and whose settlement does not come. What settles them ends the wait, as that of an earlier stay (`unsettledStep`). */
export function settlementsDue(db: Database) {
  return {
    /** Raises it for at most `limit` stays; gives how many. */
    async raiseUnsettled(now: Instant, limit: number): Promise<number> {
      const found = await unsettled(db, now, { limit });
      for (const { caseRef } of found)
        await db.transaction().execute(async (tx) => {
          await lockStay(tx, caseRef);
          const [still] = await unsettled(tx, now, { limit: 1, caseRef });
          if (still === undefined) return;
          const since = startOfDay(addDays(addWorkingDays(still.leftOn, settleWithin), 1));
          const attention = {
            code: 'settlement-due',
            blockedOn: 'hospital',
            since,
            step: unsettledStep,
          } as const;
          await raiseIn(tx, { caseRef, attention, at: now });
          await oweAttentionNotice(tx, { caseRef, about: `${unsettledStep}/${now}` });
        });
      return found.length;
    },
  };
}

export type SettlementsDue = ReturnType<typeof settlementsDue>;

interface Unsettled {
  readonly caseRef: CaseRef;
  /** The day of the discharge, or on which it was entered. */
  readonly leftOn: LocalDate;
}

async function unsettled(
  connection: Connection,
  now: Instant,
  { limit, caseRef = null }: { readonly limit: number; readonly caseRef?: CaseRef | null },
): Promise<readonly Unsettled[]> {
  const { rows } = await sql<Unsettled>`
    SELECT stays.case_ref AS "caseRef", left_on AS "leftOn"
    FROM stays JOIN discharges USING (case_ref),
      LATERAL (SELECT greatest(discharged_on, (discharges.accepted_at AT TIME ZONE 'Asia/Shanghai')::date) AS left_on) AS went
    WHERE stage IN ('Admitted', 'Discharged') AND cancelled_by IS NULL AND left_on <= ${lastLate(chinaDate(now))}::date
      AND (${caseRef}::text IS NULL OR stays.case_ref = ${caseRef})
      AND NOT EXISTS (SELECT FROM attention WHERE attention.case_ref = stays.case_ref AND step = ${unsettledStep})
    ORDER BY left_on, stays.case_ref LIMIT ${limit}`.execute(connection);
  return rows;
}

/** The last day of discharge whose working days are over. */
function lastLate(today: LocalDate): LocalDate {
  let day = addDays(today, -settleWithin);
  while (addWorkingDays(day, settleWithin) >= today) day = addDays(day, -1);
  return day;
}
