import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { staleListStep } from '../../domain/list.ts';
import { signalOf } from '../messages/outbox.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearedEvents } from './held.ts';

/** Stays that were admitted by a list that was too old. */
export function staleLists(db: Database) {
  return {
    /** They wait no more once the list that serves is within its limit again. */
    clearRenewed: (listId: ListId, now: StaleNow): Promise<void> => clearRenewedIn(db, listId, now),
  };
}

interface StaleNow {
  readonly today: LocalDate;
  readonly at: Instant;
}

/** Clears in the transaction that renews the list, and owes the stays a notice. */
export async function clearRenewedIn(
  connection: Connection,
  listId: ListId,
  { today, at }: StaleNow,
): Promise<void> {
  const step = staleListStep(listId);
  const notice = { noticeId: `attention/${step}/${at}`, payload: { kind: 'list-changed' } };
  await sql`WITH gone AS (
      DELETE FROM attention WHERE step = ${step} AND code = 'list-stale' AND EXISTS (
        SELECT FROM list_versions JOIN lists USING (list_id)
        WHERE list_id = ${listId} AND state = 'released' AND confirmed_as_of >= ${today}::date - age_limit_days)
      RETURNING case_ref, step, code),
    told AS (${signalOf(sql`gone`, notice)})
    ${clearedEvents({}, at)}`.execute(connection);
}

export type StaleLists = ReturnType<typeof staleLists>;
