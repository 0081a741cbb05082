import { type RawBuilder, sql } from 'kysely';
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
  const { rows } = await sql<Counted>`WITH ${counting(institution, at)}
    SELECT second, serial FROM counted`.execute(db);
  const [row] = rows;
  invariant(row !== undefined, 'a message counter gave no id');
  return messageIdOf(institution, row);
}

/** Of one message of an institution: its second, as the counter has it, and its number in it. */
export interface Counted {
  readonly second: Instant;
  readonly serial: number;
}

/** Parts of WITH, the last named `counted`: the next number of an institution, where the condition holds. */
export function counting(
  institution: InstitutionId,
  at: Instant,
  where: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  // Its commit waits for no flush: an id counts only in a message, and that message's own commit flushes what came before.
  return sql`${unflushed()}, counted AS (
    INSERT INTO message_counters (sender, second, serial)
    SELECT ${senderCode(institution)}, date_trunc('second', ${at}::timestamptz), 0 FROM hurry WHERE ${where}
    ON CONFLICT (sender) DO UPDATE SET
      second = CASE
        WHEN excluded.second > message_counters.second THEN excluded.second
        WHEN message_counters.serial = 9999 THEN message_counters.second + interval '1 second'
        ELSE message_counters.second END,
      serial = CASE
        WHEN excluded.second > message_counters.second OR message_counters.serial = 9999 THEN 0
        ELSE message_counters.serial + 1 END
    RETURNING second, serial)`;
}

/** The id that was counted. */
export function messageIdOf(institution: InstitutionId, { second, serial }: Counted): string {
  // '2026-03-01T08:00:00.000+08:00' → '20260301080000'
  const digits = second.slice(0, 19).replace(/\D/g, '');
  return senderCode(institution) + digits + String(serial).padStart(4, '0');
}

/** Counters belong to the code on the wire, so two institutions whose codes pad to the same never share an id. */
function senderCode(institution: InstitutionId): string {
  invariant(institution.length <= 12, 'an institution code is longer than the 12 characters of a message id');
  return institution.padEnd(12, '0');
}
