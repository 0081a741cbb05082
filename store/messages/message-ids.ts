import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from '../postgres/database.ts';

/**
 * The next message id of an institution in the national insurance interface: 12-character code, yyyyMMddHHmmss, 4 digits.
 * Never given twice, also when the clock steps back or 10,000 messages fall into one second: then the second runs ahead.
 */
export async function nextMessageId(db: Database, institution: InstitutionId, at: Instant): Promise<string> {
  const sender = senderCode(institution);
  const row = await db
    .insertInto('messageCounters')
    .values({ sender, second: sql<Instant>`date_trunc('second', ${at}::timestamptz)`, serial: 0 })
    .onConflict((oc) =>
      oc.column('sender').doUpdateSet({
        second: sql`CASE
          WHEN excluded.second > message_counters.second THEN excluded.second
          WHEN message_counters.serial = 9999 THEN message_counters.second + interval '1 second'
          ELSE message_counters.second END`,
        serial: sql`CASE
          WHEN excluded.second > message_counters.second OR message_counters.serial = 9999 THEN 0
          ELSE message_counters.serial + 1 END`,
      }),
    )
    .returning(['second', 'serial'])
    .executeTakeFirstOrThrow();
  // '2026-03-01T08:00:00.000+08:00' → '20260301080000'
  const second = row.second.slice(0, 19).replace(/\D/g, '');
  return sender + second + String(row.serial).padStart(4, '0');
}

/** Counters belong to the code on the wire, so two institutions whose codes pad to the same never share an id. */
function senderCode(institution: InstitutionId): string {
  invariant(institution.length <= 12, 'an institution code is longer than the 12 characters of a message id');
  return institution.padEnd(12, '0');
}
