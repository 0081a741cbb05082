import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { Database } from '../postgres/database.ts';

/** One caller's key for one request. */
export interface IdempotentRequest {
  readonly party: string;
  readonly key: string;
  /** Digest of method, route and body. */
  readonly bodyDigest: string;
  /** How long the request may take before the key is free again (real ms). */
  readonly leaseMs: number;
}

export type IdempotencyEntered =
  /** Do the work, then `finish` or `abandon` under the token. */
  | { readonly kind: 'first'; readonly token: number }
  /** Done before: the same status, and the thing it made in its present state. */
  | { readonly kind: 'replay'; readonly status: number; readonly reference: string | null }
  /** The same request is being worked on. */
  | { readonly kind: 'in-flight' }
  /** The key was used with another body. */
  | { readonly kind: 'conflict' };

/** Answers that are given once: a repeated key gets the first status. */
export function idempotencyStore(db: Database) {
  return {
    async enter(request: IdempotentRequest): Promise<IdempotencyEntered> {
      for (;;) {
        const entered = await tryEnter(db, request);
        if (entered !== undefined) return entered;
      }
    },
    /** Keeps the status; a late finish under an old token does nothing. */
    async finish(
      request: Pick<IdempotentRequest, 'party' | 'key'>,
      token: number,
      answer: { readonly status: number; readonly reference: string | null },
    ): Promise<void> {
      await db
        .updateTable('idempotencyKeys')
        .set(answer)
        .where((eb) => eb.and({ party: request.party, idempotencyKey: request.key, token }))
        .where('status', 'is', null)
        .execute();
    },
    /** Forgets a request that came to nothing (bad input, trouble), so that the key may be tried again. */
    async abandon(request: Pick<IdempotentRequest, 'party' | 'key'>, token: number): Promise<void> {
      await db
        .deleteFrom('idempotencyKeys')
        .where((eb) => eb.and({ party: request.party, idempotencyKey: request.key, token }))
        .where('status', 'is', null)
        .execute();
    },
  };
}

export type IdempotencyStore = ReturnType<typeof idempotencyStore>;

/** Undefined when another caller moved the key meanwhile. */
async function tryEnter(db: Database, request: IdempotentRequest): Promise<IdempotencyEntered | undefined> {
  const name = { party: request.party, idempotencyKey: request.key };
  const leasedUntil = sql<Instant>`clock_timestamp() + make_interval(secs => ${request.leaseMs / 1000})`;
  const inserted = await db
    .insertInto('idempotencyKeys')
    .values({ ...name, bodyDigest: request.bodyDigest, leasedUntil })
    .onConflict((oc) => oc.doNothing())
    .returning('token')
    .executeTakeFirst();
  if (inserted !== undefined) return { kind: 'first', token: inserted.token };
  const known = await db
    .selectFrom('idempotencyKeys')
    .select(['bodyDigest', 'status', 'reference', 'token'])
    .select(sql<boolean>`leased_until > clock_timestamp()`.as('leaseLives'))
    .where((eb) => eb.and(name))
    .executeTakeFirst();
  if (known === undefined) return undefined;
  if (known.bodyDigest !== request.bodyDigest) return { kind: 'conflict' };
  if (known.status !== null) return { kind: 'replay', status: known.status, reference: known.reference };
  if (known.leaseLives) return { kind: 'in-flight' };
  // Whoever had it is gone; the work itself is idempotent below this.
  const taken = await db
    .updateTable('idempotencyKeys')
    .set((eb) => ({ token: eb('token', '+', 1), leasedUntil }))
    .where((eb) => eb.and({ ...name, token: known.token }))
    .where('status', 'is', null)
    .returning('token')
    .executeTakeFirst();
  return taken && { kind: 'first', token: taken.token };
}
