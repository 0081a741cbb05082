import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { type Counted, counting, messageIdOf } from './message-ids.ts';
import { messagePlace } from './message-row.ts';
import type { OutboundMessage, StoredHeader } from './outbound.ts';

/** A message that the caller may not send. */
export type Known<Reply> =
  /** The party's final word is here: ask nobody. */
  | { readonly kind: 'answered'; readonly header: StoredHeader; readonly body: string; readonly reply: Reply }
  /** Somebody else is sending it since that moment (real time). */
  | { readonly kind: 'in-flight'; readonly header: StoredHeader; readonly since: Instant };

/** What somebody who is about to send finds: the message is known, or may be sent; one that was never written has got its header. */
export type Numbered<Reply> =
  | Known<Reply>
  | { readonly kind: 'free'; readonly numbered: StoredHeader | null };

/** What one says that is about to be sent. */
export type Unwritten = Pick<OutboundMessage, 'key' | 'institution' | 'at'>;

/** What is known of a message, and an id for one that was never written, in one statement. */
export async function numberOf<Reply>(
  { db, sealer }: { readonly db: Database; readonly sealer: Sealer },
  message: Unwritten,
): Promise<Numbered<Reply>> {
  const { key, institution, at } = message;
  const { rows } = await sql<(MessageRow & { readonly serial: null }) | Counted>`WITH known AS (
      SELECT * FROM messages WHERE message_key = ${key}),
    ${counting(institution, at, sql`NOT EXISTS (SELECT FROM known)`)}
    SELECT ${messageColumns}, second, serial FROM (VALUES (1)) AS one LEFT JOIN known AS messages ON true LEFT JOIN counted ON true`.execute(
    db,
  );
  const [row] = rows;
  invariant(row !== undefined, 'neither a message nor an id for it');
  if (row.serial === null) return knownOf<Reply>(sealer, key, row) ?? { kind: 'free', numbered: null };
  return { kind: 'free', numbered: { key, messageId: messageIdOf(institution, row), at } };
}

/** Undefined: it may be sent. */
export function knownOf<Reply>(sealer: Sealer, key: string, row: MessageRow): Known<Reply> | undefined {
  const header = headerOf(key, row);
  if (row.answeredAt !== null && row.replySealed !== null)
    return {
      ...{ kind: 'answered', header, body: openBody(sealer, key, row) },
      reply: sealer.open(row.replySealed, messagePlace('reply', key)) as Reply,
    };
  if (row.leasedAt !== null && row.leaseLives) return { kind: 'in-flight', header, since: row.leasedAt };
  return undefined;
}

/** The bytes that were sent, or are to be. */
export function openBody(sealer: Sealer, key: string, { bodySealed }: MessageRow): string {
  return sealer.open(bodySealed, messagePlace('body', key)) as string;
}

/** The header that it was written with. */
export function headerOf(key: string, { messageId, writtenAt }: MessageRow): StoredHeader {
  return { key, messageId, at: writtenAt };
}

interface MessageRow {
  readonly messageId: string;
  readonly writtenAt: Instant;
  readonly bodySealed: Buffer;
  readonly token: number;
  readonly leasedAt: Instant | null;
  readonly replySealed: Buffer | null;
  readonly answeredAt: Instant | null;
  readonly leaseLives: boolean;
}

const messageColumns = sql`messages.message_id, messages.written_at, messages.body_sealed, messages.token, messages.leased_at,
  messages.reply_sealed, messages.answered_at, coalesce(messages.leased_until > clock_timestamp(), false) AS lease_lives`;

/** The row of a message; undefined: it was never written. */
export async function readMessage(db: Database, key: string): Promise<MessageRow | undefined> {
  const { rows } =
    await sql<MessageRow>`SELECT ${messageColumns} FROM messages WHERE message_key = ${key}`.execute(db);
  return rows[0];
}
