import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { isAbout, type MessageSubject, readDeliveries, type WebhookDelivery } from './delivery-reads.ts';
import { topicOfEvent } from './topics.ts';

/** An address whose turn it is; the caller's own until it is released, or a minute has passed (real time). */
export interface ClaimedWebhook {
  readonly webhookId: number;
  readonly party: string;
  readonly name: string;
  readonly url: string;
  readonly failures: number;
}

/** A try that came to nothing. */
export interface FailedTry {
  readonly webhookId: number;
  readonly deliveryId: number;
  readonly code: string;
  /** Real milliseconds before this one is sent again; null: it is given up. */
  readonly againMs: number | null;
  /** Real milliseconds for which the address rests; null: it does not, and stays with whoever is sending to it. */
  readonly restMs: number | null;
  /** An address that has failed for so long (real hours) is switched off. */
  readonly offAfterHours: number;
  /** Now, in county time. */
  readonly at: Instant;
}

/** So many tries in a row that came to nothing say that the address is away, and not one message wrong. */
export const failuresToRest = 3;
const leaseSeconds = 60;
const publishBatch = 500;
/** Real days after which a delivery is forgotten; the event stays. */
const keptDays = 30;

const told = Object.entries(topicOfEvent).filter(([, topic]) => topic !== null);
const kinds = told.map(([kind]) => kind);
const topics = told.map(([, topic]) => topic);

/** What is on its way to addresses: at least once, to each in the order in which it came to be owed as long as it is taken. */
export function webhookDeliveries(db: Database) {
  return {
    /** Makes deliveries of the events that wait, some at a time; gives of how many. */
    async publish(): Promise<number> {
      const { rows: waiting } = await sql`SELECT FROM webhook_outbox LIMIT 1`.execute(db);
      if (waiting.length === 0) return 0;
      return db.transaction().execute(async (tx) => {
        await inOrder(tx);
        const { rows } = await sql<{ readonly count: number }>`
          WITH published AS (DELETE FROM webhook_outbox WHERE event_id IN
              (SELECT event_id FROM webhook_outbox ORDER BY event_id LIMIT ${publishBatch}) RETURNING event_id),
            owed AS (INSERT INTO webhook_deliveries (webhook_id, event_id)
              SELECT w.webhook_id, e.event_id
              FROM published JOIN stay_events e USING (event_id) JOIN stays s USING (case_ref)
                JOIN unnest(${kinds}::text[], ${topics}::text[]) AS told (kind, topic) ON told.kind = e.kind
                JOIN webhooks w ON w.institution = s.institution AND ${hears(sql`told.topic`, sql`w.topics`)}
              ORDER BY e.event_id ON CONFLICT DO NOTHING)
          SELECT count(*)::int AS count FROM published`.execute(tx);
        return rows[0]?.count ?? 0;
      });
    },
    /** Addresses that are owed something, who rested longest first. */
    async claim(limit: number): Promise<readonly ClaimedWebhook[]> {
      const { rows } = await sql<ClaimedWebhook>`
        WITH due AS (SELECT webhook_id FROM webhooks w WHERE state = 'on' AND due_at <= clock_timestamp()
            AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.webhook_id
              AND d.state = 'owed' AND d.due_at <= clock_timestamp())
          ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        UPDATE webhooks w SET due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
        FROM due WHERE w.webhook_id = due.webhook_id
        RETURNING w.webhook_id, party, name, url, failures`.execute(db);
      return rows;
    },
    /** What is due at an address, the oldest first. */
    async due(webhookId: number, limit: number): Promise<readonly WebhookDelivery[]> {
      const where = sql`d.webhook_id = ${webhookId} AND d.state = 'owed' AND d.due_at <= clock_timestamp()`;
      return readDeliveries(db, where, limit);
    },
    /** The number of the delivery that is about it; undefined: the address was never owed it, or it is forgotten. */
    async numberOf(webhookId: number, about: MessageSubject): Promise<number | undefined> {
      const { rows } = await sql<{ readonly deliveryId: number }>`SELECT delivery_id FROM webhook_deliveries
        WHERE webhook_id = ${webhookId} AND ${isAbout(about)}`.execute(db);
      return rows[0]?.deliveryId;
    },
    /** What an address was and will be told after a delivery, in order. */
    async after(webhookId: number, deliveryId: number, limit: number): Promise<readonly WebhookDelivery[]> {
      return readDeliveries(db, sql`d.webhook_id = ${webhookId} AND d.delivery_id > ${deliveryId}`, limit);
    },
    /** It was taken, and the address is well; what waited for that goes out at once. */
    async taken({ webhookId, deliveryId }: Pick<FailedTry, 'webhookId' | 'deliveryId'>): Promise<void> {
      // One statement: `ill` sees the failures as they were before `well` forgets them.
      await sql`WITH done AS (UPDATE webhook_deliveries SET state = 'taken', attempts = attempts + 1, last_code = NULL
            WHERE delivery_id = ${deliveryId}),
          well AS (UPDATE webhooks SET failures = 0, failing_since = NULL, last_code = NULL, taken_at = clock_timestamp()
            WHERE webhook_id = ${webhookId}),
          ill AS (SELECT FROM webhooks WHERE webhook_id = ${webhookId} AND failures >= ${failuresToRest})
        UPDATE webhook_deliveries SET due_at = least(due_at, clock_timestamp())
        WHERE webhook_id = ${webhookId} AND state = 'owed' AND attempts > 0 AND delivery_id <> ${deliveryId}
          AND EXISTS (SELECT FROM ill)`.execute(db);
    },
    /** It was not; true when the address is switched off by it. */
    async failed({
      webhookId,
      deliveryId,
      code,
      againMs,
      restMs,
      offAfterHours,
      at,
    }: FailedTry): Promise<boolean> {
      const isGone = sql`failing_since <= clock_timestamp() - make_interval(hours => ${offAfterHours})`;
      const { rows } = await sql<{ readonly state: string }>`
        WITH tried AS (UPDATE webhook_deliveries SET attempts = attempts + 1, last_code = ${code},
            state = ${againMs === null ? 'given-up' : 'owed'}, due_at = ${inMs(againMs ?? 0)}
          WHERE delivery_id = ${deliveryId} AND state = 'owed')
        UPDATE webhooks SET failures = failures + 1, last_code = ${code}, due_at = ${restMs === null ? sql`due_at` : inMs(restMs)},
          failing_since = coalesce(failing_since, clock_timestamp()),
          state = CASE WHEN ${isGone} THEN 'off' ELSE state END,
          off_at = CASE WHEN ${isGone} THEN coalesce(off_at, ${at}::timestamptz) ELSE off_at END
        WHERE webhook_id = ${webhookId} RETURNING state`.execute(db);
      return rows[0]?.state === 'off';
    },
    /** Others may look at the address again. */
    async release(webhookId: number): Promise<void> {
      await sql`UPDATE webhooks SET due_at = clock_timestamp() WHERE webhook_id = ${webhookId}`.execute(db);
    },
    /** What is owed to all together, the longest wait (real ms), and which addresses are off or have failed for an hour. */
    async standing(): Promise<WebhooksStanding> {
      const { rows } = await sql<Omit<WebhooksStanding, 'unwell'>>`SELECT count(*)::int AS owed,
          coalesce(extract(epoch FROM clock_timestamp() - min(owed_at)) * 1000, 0)::bigint AS oldest_ms
        FROM webhook_deliveries JOIN webhooks USING (webhook_id)
        WHERE webhook_deliveries.state = 'owed' AND webhooks.state = 'on'`.execute(db);
      const unwell = await sql<WebhooksStanding['unwell'][number]>`
        SELECT party || '/' || name AS subject, state, failing_since AS since FROM webhooks
        WHERE state = 'off' OR failing_since <= clock_timestamp() - interval '1 hour'
        ORDER BY failing_since, party, name`.execute(db);
      return { ...(rows[0] ?? { owed: 0, oldestMs: 0 }), unwell: unwell.rows };
    },
    /** Forgets at most a thousand old ones; true when there may be more. */
    async forgetOld(): Promise<boolean> {
      const { numAffectedRows } = await sql`DELETE FROM webhook_deliveries WHERE delivery_id IN
        (SELECT delivery_id FROM webhook_deliveries
          WHERE owed_at < clock_timestamp() - make_interval(days => ${keptDays}) LIMIT 1000)`.execute(db);
      return Number(numAffectedRows ?? 0) === 1_000;
    },
  };
}

export type WebhookDeliveries = ReturnType<typeof webhookDeliveries>;

/** How all addresses together do. */
export interface WebhooksStanding {
  readonly owed: number;
  readonly oldestMs: number;
  readonly unwell: readonly {
    readonly subject: string;
    readonly state: 'on' | 'off';
    readonly since: Instant | null;
  }[];
}

/** Owes the digests of a day to those who want theirs, in the transaction that keeps them. */
export async function oweDigests(tx: Connection, day: LocalDate): Promise<void> {
  await inOrder(tx);
  await sql`INSERT INTO webhook_deliveries (webhook_id, digest_day)
    SELECT webhook_id, day FROM webhooks JOIN digests USING (organisation)
    WHERE day = ${day} AND ${hears(sql`'digest'`)} ON CONFLICT DO NOTHING`.execute(tx);
}

/** Owes it to the hospital's addresses that a delivery of the lists waits, in the transaction that prepares it. */
export async function oweListDelivery(tx: Connection, deliveryId: number): Promise<void> {
  await inOrder(tx);
  await sql`INSERT INTO webhook_deliveries (webhook_id, list_delivery)
    SELECT webhook_id, delivery_id FROM webhooks JOIN list_deliveries USING (institution)
    WHERE delivery_id = ${deliveryId} AND ${hears(sql`'lists'`)} ON CONFLICT DO NOTHING`.execute(tx);
}

/** Whether an address hears of a topic: no list of topics is all of them. */
function hears(topic: RawBuilder<unknown>, topics = sql`topics`): RawBuilder<unknown> {
  return sql`(${topics} IS NULL OR ${topic} = ANY (${topics}))`;
}

/** Numbers become visible in their order: whoever has read one has missed none before it. */
async function inOrder(tx: Connection): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('webhook_deliveries'))`.execute(tx);
}

function inMs(ms: number): RawBuilder<unknown> {
  return sql`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
}
