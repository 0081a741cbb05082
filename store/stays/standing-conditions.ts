import { type RawBuilder, sql } from 'kysely';
import type { ConditionKind } from '../../domain/condition-kinds.ts';
import { conditionStep } from '../../domain/conditions.ts';
import { addDays, chinaDate, type Instant, type LocalDate, startOfDay } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { raiseIn } from './attention.ts';
import { clearedEvents } from './held.ts';
import { lockStay } from './locks.ts';

/** An expression for what is asked of a stay, and how each stands: what is due first comes first. */
export function standingJson(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(json_agg(json_build_object('condition', condition, 'kind', kind, 'dueFrom', due_from,
      'dueOn', due_on, 'metOn', met_on, 'excusedBy', excused_by) ORDER BY due_on, condition), '[]')
    FROM standing_conditions WHERE standing_conditions.case_ref = ${caseRef})`;
}

interface Overdue {
  readonly caseRef: CaseRef;
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly dueOn: LocalDate;
}

/** What stays wait for when what their scheme asks was not done in time. It stops nothing: the patient is treated, leaves and is settled. */
export function conditionsDue(db: Database) {
  return {
    /** Raises it for at most `limit` conditions whose day has passed; gives how many. */
    async raiseOverdue(now: Instant, limit: number): Promise<number> {
      const found = await overdue(db, now, { limit });
      for (const caseRef of new Set(found.map((one) => one.caseRef)))
        await db.transaction().execute(async (tx) => {
          await lockStay(tx, caseRef);
          const still = await overdue(tx, now, { limit, caseRef });
          for (const { condition, kind, dueOn } of still) {
            const since = startOfDay(addDays(dueOn, 1));
            const detail = { kind: 'condition', condition, record: kind, dueOn } as const;
            const step = conditionStep(condition);
            const attention = { code: 'condition-due', blockedOn: 'hospital', since, step, detail } as const;
            await raiseIn(tx, { caseRef, attention, at: now });
          }
          if (still.length > 0) await oweAttentionNotice(tx, { caseRef, about: `condition/${now}` });
        });
      return found.length;
    },
  };
}

export type ConditionsDue = ReturnType<typeof conditionsDue>;

async function overdue(
  connection: Connection,
  now: Instant,
  { limit, caseRef = null }: { readonly limit: number; readonly caseRef?: CaseRef | null },
): Promise<readonly Overdue[]> {
  const { rows } = await sql<Overdue>`
    SELECT standing.case_ref AS "caseRef", condition, kind, due_on AS "dueOn"
    FROM stays JOIN standing_conditions AS standing USING (case_ref)
    WHERE stage IN ('Admitted', 'Discharged', 'Settled') AND cancelled_by IS NULL AND impersonated_by IS NULL
      AND due_on < ${chinaDate(now)}::date AND met_on IS NULL
      AND (${caseRef}::text IS NULL OR stays.case_ref = ${caseRef})
      AND NOT EXISTS (SELECT FROM attention WHERE attention.case_ref = stays.case_ref AND step = 'condition/' || condition)
    ORDER BY due_on, standing.case_ref, condition LIMIT ${limit}`.execute(connection);
  return rows;
}

/** Ends the waits for what was done meanwhile, in the transaction that records it. */
export async function endConditionWaits(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
): Promise<void> {
  const { rows } = await sql`WITH gone AS (
      DELETE FROM attention WHERE case_ref = ${caseRef} AND code = 'condition-due' AND NOT EXISTS (
        SELECT FROM standing_conditions AS standing WHERE standing.case_ref = attention.case_ref
          AND met_on IS NULL AND step = 'condition/' || condition)
      RETURNING case_ref, step, code)
    ${clearedEvents({}, at)} RETURNING event_id`.execute(tx);
  if (rows.length > 0) await oweAttentionNotice(tx, { caseRef, about: `condition/${at}/done` });
}
