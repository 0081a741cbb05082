import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PartyId } from '../../domain/ids.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** A call that is about to be made; `at` in county time. */
export interface CallToMake {
  readonly key: string;
  readonly party: PartyId;
  readonly caseRef: CaseRef;
  readonly at: Instant;
}

/** Of what was parked one call goes each so often (real s), all of it within the most, so that nobody is overrun. */
const apartSeconds = 0.2;
const mostSeconds = 600;

/** Who waited longest goes first; each at its own moment, and its workflow is woken then. */
export async function letGo(tx: Connection, holdId: number): Promise<void> {
  await sql`WITH parked AS (
      SELECT message_key, row_number() OVER (ORDER BY parked_at, message_key) AS place, count(*) OVER () AS calls
      FROM parked_calls JOIN party_holds USING (party) WHERE hold_id = ${holdId} AND due_at IS NULL),
    timed AS (
      UPDATE parked_calls SET due_at = clock_timestamp()
        + make_interval(secs => (place - random()) * least(${apartSeconds}, ${mostSeconds}::float / calls))
      FROM parked WHERE parked_calls.message_key = parked.message_key
      RETURNING parked_calls.message_key, case_ref, due_at),
    woken AS (
      INSERT INTO outbox (kind, case_ref, notice_id, payload, due_at)
      SELECT 'signal', case_ref, 'hold/' || ${holdId} || '/' || message_key, jsonb_build_object('kind', 'retry-now')
        || CASE WHEN split_part(message_key, '/', 3) = '' THEN '{}'::jsonb ELSE jsonb_build_object('claim',
          'reimburse/' || split_part(message_key, '/', 3) || '/' || split_part(message_key, '/', 4)) END, due_at
      FROM timed ON CONFLICT DO NOTHING)
    UPDATE party_holds SET letting_go_until = coalesce((SELECT max(due_at) FROM timed), clock_timestamp())
    WHERE hold_id = ${holdId} AND letting_go_until IS NULL`.execute(tx);
}

/** Not under a hold that was let go a moment ago: this process may not have heard of it, and the call has its place in the line. */
export async function park(
  db: Database,
  { key, party, caseRef, holdId }: CallToMake & { readonly holdId: number },
): Promise<void> {
  await sql`INSERT INTO parked_calls (message_key, party, case_ref)
    SELECT ${key}, ${party}, ${caseRef} FROM party_holds WHERE hold_id = ${holdId} AND letting_go_until IS NULL
    ON CONFLICT (message_key) DO UPDATE SET due_at = NULL, parked_at = clock_timestamp()
    WHERE parked_calls.due_at IS NOT NULL`.execute(db);
}

/** Its turn has come, or it was never parked. */
export async function mayGo(db: Database, key: string): Promise<boolean> {
  const waits = await db
    .selectFrom('parkedCalls')
    .select('messageKey')
    .where('messageKey', '=', key)
    .where(sql<boolean>`due_at > clock_timestamp()`)
    .executeTakeFirst();
  return waits === undefined;
}
