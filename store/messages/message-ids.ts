import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection } from '../postgres/database.ts';

/**
 * The next message id of an institution in the national insurance interface: 12-character code, yyyyMMddHHmmss, 4 digits.
 * Never given twice, also when the clock steps back or 10,000 messages fall into one second: then the second runs ahead.
 */
export async function nextMessageId(
  db: Connection,
  institution: InstitutionId,
  at: Instant,
): Promise<string> {
  const sender = senderCode(institution);
  // Its commit waits for no flush: an id counts only in a message, and that message's own commit flushes what came before.
  const { rows } = await sql<{ readonly second: Instant; readonly serial: number }>`WITH ${unflushed()}
    INSERT INTO message_counters (sender, second, serial)
    SELECT ${sender}, date_trunc('second', ${at}::timestamptz), 0 FROM hurry
    ON CONFLICT (sender) DO UPDATE SET
      second = CASE
        WHEN excluded.second > message_counters.second THEN excluded.second
        WHEN message_counters.serial = 9999 THEN message_counters.second + interval '1 second'
        ELSE message_counters.second END,
      serial = CASE
        WHEN excluded.second > message_counters.second OR message_counters.serial = 9999 THEN 0
        ELSE message_counters.serial + 1 END
    RETURNING second, serial`.execute(db);
  const [row] = rows;
  invariant(row !== undefined, 'a message counter gave no id');
  // '2026-03-01T08:00:00.000+08:00' → '20260301080000'
  const second = row.second.slice(0, 19).replace(/\D/g, '');
  return sender + second + String(row.serial).padStart(4, '0');
}

/** Counters belong to the code on the wire, so two institutions whose codes pad to the same never share an id. */
function senderCode(institution: InstitutionId): string {
  invariant(institution.length <= 12, 'an institution code is longer than the 12 characters of a message id');
  return institution.padEnd(12, '0');
}
