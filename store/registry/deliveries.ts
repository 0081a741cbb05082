import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';
import type { RegistryCallback } from './tables.ts';

/** A message of the hub to a peer. */
export interface RegistryMessage {
  /** The same on every try. */
  readonly messageId: string;
  readonly party: string;
  readonly action: RegistryCallback;
  /** Header and message, without a signature. */
  readonly body: object;
}

export interface RegistryDelivery extends Omit<RegistryMessage, 'body'> {
  readonly deliveryId: number;
  /** The message's header and body. Throws SealError: only this message, and none of its neighbours, cannot be read. */
  readonly open: () => object;
  /** How often it was tried before. */
  readonly attempts: number;
}

/** A message that has not arrived, for whoever looks after the hub. */
export interface WaitingDelivery {
  readonly deliveryId: number;
  readonly party: string;
  readonly action: RegistryCallback;
  readonly state: 'owed' | 'refused';
  readonly attempts: number;
  readonly owedAt: Instant;
  readonly lastCode: string | null;
}

// Twice what a call may take.
const leaseSeconds = 10;

/** What is on its way to peers: at least once, and to each peer in the order in which it was owed. */
export function registryDeliveries({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** The oldest owed message of every peer whose time has come, at most `limit`; each is the caller's own for 10 s (real time). */
    async due(limit: number): Promise<readonly RegistryDelivery[]> {
      // One at a time for each peer: a peer that is down delays only its own messages.
      const { rows } = await sql<Omit<RegistryDelivery, 'open'> & { readonly bodySealed: Buffer }>`
        WITH heads AS (SELECT p.party, head.delivery_id, head.due_at FROM registry_peers p,
            LATERAL (SELECT delivery_id, due_at FROM registry_deliveries d
              WHERE d.party = p.party AND d.state = 'owed' ORDER BY delivery_id LIMIT 1) AS head
          WHERE head.due_at <= clock_timestamp() ORDER BY head.due_at LIMIT ${limit}),
        mine AS (SELECT d.delivery_id FROM registry_deliveries d JOIN heads USING (delivery_id)
          WHERE d.state = 'owed' AND d.due_at <= clock_timestamp() FOR UPDATE OF d SKIP LOCKED)
        UPDATE registry_deliveries d SET attempts = attempts + 1,
          due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
        FROM mine WHERE d.delivery_id = mine.delivery_id
        RETURNING d.delivery_id, message_id, party, action, attempts - 1 AS attempts, body_sealed`.execute(
        db,
      );
      return rows.map(({ bodySealed, ...delivery }) => ({
        ...delivery,
        open: () => sealer.open(bodySealed, bodyPlace(delivery.messageId)),
      }));
    },
    /** It has arrived: its content is forgotten. */
    async delivered(deliveryId: number): Promise<void> {
      await db
        .updateTable('registryDeliveries')
        .set({ state: 'delivered', bodySealed: null, lastCode: null })
        .set({ deliveredAt: sql<Instant>`clock_timestamp()` })
        .where('deliveryId', '=', deliveryId)
        .where('state', '=', 'owed')
        .execute();
    },
    /** It has not: again after `delayMs` (real time); the code says why. */
    async later(deliveryId: number, delayMs: number, code: string): Promise<void> {
      await db
        .updateTable('registryDeliveries')
        .set({ dueAt: sql<Instant>`clock_timestamp() + make_interval(secs => ${delayMs / 1000})` })
        .set({ lastCode: code })
        .where('deliveryId', '=', deliveryId)
        .where('state', '=', 'owed')
        .execute();
    },
    /** The peer will not have it: set aside for a person, and the next one goes out. */
    async refused(deliveryId: number, code: string): Promise<void> {
      await db
        .updateTable('registryDeliveries')
        .set({ state: 'refused', lastCode: code })
        .where('deliveryId', '=', deliveryId)
        .where('state', '=', 'owed')
        .execute();
    },
    /** Messages that were refused or have waited for `olderThanMs` (real time) or longer, oldest first. */
    async waiting(page: {
      readonly olderThanMs: number;
      readonly after?: number;
      readonly limit: number;
    }): Promise<readonly WaitingDelivery[]> {
      const { rows } = await sql<WaitingDelivery>`
        SELECT delivery_id, party, action, state, attempts, owed_at, last_code FROM registry_deliveries
        WHERE (state = 'refused' OR (state = 'owed'
            AND owed_at <= clock_timestamp() - make_interval(secs => ${page.olderThanMs / 1000})))
          AND delivery_id > ${page.after ?? 0}
        ORDER BY delivery_id LIMIT ${page.limit}`.execute(db);
      return rows;
    },
    /** Tries one again at once. False: there is no such message that waits. */
    async retry(deliveryId: number): Promise<boolean> {
      const row = await db
        .updateTable('registryDeliveries')
        .set({ state: 'owed', dueAt: sql<Instant>`clock_timestamp()` })
        .where('deliveryId', '=', deliveryId)
        .where('state', '<>', 'delivered')
        .returning('deliveryId')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

export type RegistryDeliveries = ReturnType<typeof registryDeliveries>;

/** Owes a message, in the transaction that made it due. */
export async function oweDelivery(tx: Connection, sealer: Sealer, message: RegistryMessage): Promise<void> {
  const { messageId, party, action, body } = message;
  const row = await tx
    .insertInto('registryDeliveries')
    .values({ messageId, party, action, bodySealed: sealer.seal(body, bodyPlace(messageId)) })
    .returning('deliveryId')
    .executeTakeFirst();
  invariant(row !== undefined, 'a message to a peer was not written');
}

function bodyPlace(messageId: string): Place<object> {
  return `registry_deliveries|body|${messageId}`;
}
