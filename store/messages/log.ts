import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import {
  headerOf,
  type Known,
  knownOf,
  type Numbered,
  numberOf,
  openBody,
  readMessage,
  type Unwritten,
} from './known.ts';
import { type HeldMessage, type LeaseTimes, leaseEnd, leaseTimes, messageLeases } from './leases.ts';
import { nextMessageId } from './message-ids.ts';
import { messagePlace, messageRow } from './message-row.ts';
import type { OutboundMessage, StoredHeader } from './outbound.ts';

/** What the caller may do with a message. */
export type Begun<Reply> =
  /** Send these bytes and write what came back under the token, all while held. Every earlier send may have reached the party. */
  | {
      readonly kind: 'send';
      readonly token: number;
      readonly header: StoredHeader;
      readonly body: string;
      readonly earlierSends: number;
    }
  | Known<Reply>;

/** What came back, by the caller's judgement: `final` is never asked for again; `unclear` frees the message for a resend. */
export interface RecordedReply<Reply> {
  readonly key: string;
  readonly token: number;
  readonly reply: Reply;
  readonly outcome: 'final' | 'unclear';
  readonly at: Instant;
  /** The party can be asked once more for what a crash takes, so the commit waits for no flush (decision 0005). */
  readonly askable?: boolean;
  /** Writes what later steps need of the reply, in the same transaction. */
  readonly keep?: (tx: Connection) => Promise<void>;
}

/** Every message to a party: written before it is sent, answered once, one sender at a time. */
export interface MessageLog<Reply> {
  /** What is known of a message, without touching it; null: it may be sent. */
  readonly knownMessage: (key: string) => Promise<Known<Reply> | null>;
  /** The same, and an id for what was never written, in one statement; nobody misses an id that is not used. */
  readonly numberMessage: (message: Unwritten) => Promise<Numbered<Reply>>;
  /** `numbered`: a look just now found nothing and gave this header, so it is not looked for again. */
  readonly beginMessage: (message: OutboundMessage, numbered?: StoredHeader) => Promise<Begun<Reply>>;
  /** Keeps a message that is to be sent to this caller until the work has ended; one whose process dies is free within seconds. */
  readonly whileHeld: <Result>(held: HeldMessage, work: () => Promise<Result>) => Promise<Result>;
  /** `stale`: the lease ran out and another sender took over, or an answer is already there; nothing was written. */
  readonly recordReply: (recorded: RecordedReply<Reply>) => Promise<'recorded' | 'stale'>;
}

interface LogParts {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly times?: LeaseTimes;
}

/** The message log over PostgreSQL, for replies of one JSON-safe type (adapters/call.ts: `RawReply`). */
export function messageLog<Reply>(parts: LogParts): MessageLog<Reply> {
  const { db, sealer } = parts;
  return {
    whileHeld: messageLeases(db, parts.times ?? leaseTimes).whileHeld,
    knownMessage: async (key) => {
      const row = await readMessage(db, key);
      return (row && knownOf<Reply>(sealer, key, row)) ?? null;
    },
    numberMessage: (message) => numberOf<Reply>(parts, message),
    async beginMessage(message, numbered) {
      let begun = numbered && (await first<Reply>(parts, message, numbered));
      // Another caller may be faster between our look and our write: then we look again.
      while (begun === undefined) begun = await begin<Reply>(parts, message);
      return begun;
    },
    recordReply: async ({ keep, ...recorded }) => {
      if (keep === undefined) return write(parts, db, recorded);
      return db.transaction().execute(async (tx) => {
        const written = await write(parts, tx, recorded);
        if (written === 'recorded') await keep(tx);
        return written;
      });
    },
  };
}

async function write<Reply>(
  { sealer }: LogParts,
  connection: Connection,
  { key, token, reply, outcome, at, askable }: Omit<RecordedReply<Reply>, 'keep'>,
): Promise<'recorded' | 'stale'> {
  const replySealed = sealer.seal(reply, messagePlace('reply', key));
  const { rows: written } = await sql`WITH ${unflushed(askable === true)}
    UPDATE messages SET reply_sealed = ${replySealed}, answered_at = ${outcome === 'final' ? at : null},
      leased_at = NULL, leased_until = NULL
    FROM hurry
    WHERE message_key = ${key} AND token = ${token} AND leased_at IS NOT NULL AND answered_at IS NULL
    RETURNING message_key`.execute(connection);
  return written.length === 0 ? 'stale' : 'recorded';
}

/** Undefined when another caller was faster. */
async function begin<Reply>(parts: LogParts, message: OutboundMessage): Promise<Begun<Reply> | undefined> {
  const { db, sealer } = parts;
  const row = await readMessage(db, message.key);
  if (row === undefined) {
    const messageId = await nextMessageId(db, message.institution, message.at);
    return first(parts, message, { key: message.key, messageId, at: message.at });
  }
  const known = knownOf<Reply>(sealer, message.key, row);
  if (known !== undefined) return known;
  const taken = await db
    .updateTable('messages')
    .set((eb) => ({ token: eb('token', '+', 1), sends: eb('sends', '+', 1), ...lease(parts) }))
    .where('messageKey', '=', message.key)
    // Taking turns the token: of several callers only one still finds the token it read.
    .where('token', '=', row.token)
    .where('answeredAt', 'is', null)
    .returning(['token', 'sends'])
    .executeTakeFirst();
  if (taken === undefined) return undefined;
  const body = openBody(sealer, message.key, row);
  const header = headerOf(message.key, row);
  return { kind: 'send', token: taken.token, header, body, earlierSends: taken.sends - 1 };
}

async function first<Reply>(
  parts: LogParts,
  { party, operation, institution, caseRef, makeBody }: OutboundMessage,
  header: StoredHeader,
): Promise<Begun<Reply> | undefined> {
  const body = await makeBody(header);
  const written = await parts.db
    .insertInto('messages')
    .values({
      ...messageRow(parts.sealer, { ...header, party, operation, institution, caseRef, body }),
      ...lease(parts),
    })
    .onConflict((oc) => oc.column('messageKey').doNothing())
    .returning('token')
    .executeTakeFirst();
  return written && { kind: 'send', token: written.token, header, body, earlierSends: 0 };
}

function lease({ times }: LogParts) {
  return {
    leasedAt: sql<Instant>`clock_timestamp()`,
    leasedUntil: leaseEnd((times ?? leaseTimes).leaseMs),
  };
}
