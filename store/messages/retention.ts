import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { Database } from '../postgres/database.ts';

/** Real days for which a caller may repeat a request under its key. After that the work's own unique keys (admission number, bill, payment id) still make it one. */
const idempotencyDays = 30;
/** County days for which a payer's "not yet" is kept: longer than the half year within which claims are disputed. */
const followUpDays = 200;
/** County days for which an agency may fetch the rejected rows of a version that serves no more. */
const rejectionDays = 180;

const atOnce = 1_000;

/** What the hub need not keep for ever. The message log stays the evidence: of each claim its filing and its last answer are never forgotten. */
export function retention(db: Database) {
  return {
    /** Forgets at most a thousand rows of each kind; gives how many went. */
    async forgetOld(now: Instant): Promise<number> {
      const before = (days: number) => sql`${now}::timestamptz - make_interval(days => ${days})`;
      // Leases run on PostgreSQL's own clock, so these go by real time.
      const keys = await sql`DELETE FROM idempotency_keys WHERE (party, idempotency_key) IN
        (SELECT party, idempotency_key FROM idempotency_keys
          WHERE leased_until < clock_timestamp() - make_interval(days => ${idempotencyDays}) LIMIT ${atOnce})`.execute(
        db,
      );
      const followUps = await sql`DELETE FROM messages WHERE message_key IN
        (SELECT message_key FROM messages AS old
          WHERE message_key LIKE '%/follow-%' AND written_at < ${before(followUpDays)} AND answered_at IS NOT NULL
            AND EXISTS (SELECT FROM messages AS newer WHERE newer.case_ref = old.case_ref
              AND newer.message_key LIKE '%/follow-%' AND newer.answered_at IS NOT NULL
              AND newer.written_at > old.written_at AND ${claimOf('newer')} = ${claimOf('old')})
          LIMIT ${atOnce})`.execute(db);
      const rejections = await sql`DELETE FROM list_rejections WHERE (list_id, version, row_number) IN
        (SELECT list_id, version, row_number FROM list_versions JOIN list_rejections USING (list_id, version)
          WHERE state IN ('superseded', 'rejected', 'failed') AND received_at < ${before(rejectionDays)}
          LIMIT ${atOnce})`.execute(db);
      return [keys, followUps, rejections].reduce(
        (sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0),
        0,
      );
    },
  };
}

export type Retention = ReturnType<typeof retention>;

/** Payer and number of the claim that a message is about: the last two parts of its key. */
function claimOf(table: 'newer' | 'old') {
  const key = sql.ref(`${table}.message_key`);
  return sql`(split_part(${key}, '/', 3), split_part(${key}, '/', 4))`;
}
