import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { Database } from '../postgres/database.ts';

/** A message that is the caller's own, under the token that it was given for it. */
export interface HeldMessage {
  readonly key: string;
  readonly token: number;
  /** No longer than this (real ms), whatever the work does: a call that never ends keeps nothing for ever. */
  readonly mostMs: number;
}

/** Real milliseconds. */
export interface LeaseTimes {
  /** A sender that is heard of no more loses its messages after this. */
  readonly leaseMs: number;
  readonly renewMs: number;
}

/** Seconds after a kill -9; an event loop that stands still for longer than this loses its messages too, and is fenced off. */
export const leaseTimes: LeaseTimes = { leaseMs: 5_000, renewMs: 1_500 };

/** While PostgreSQL is away. */
const againMs = 500;

interface Hold {
  readonly token: number;
  readonly until: number;
}

/**
 * The messages that this process is sending. One loop renews them all in one statement and rests when there are none;
 * a message that somebody else has taken over meanwhile is let go.
 */
export function messageLeases(db: Database, { leaseMs, renewMs }: LeaseTimes) {
  const held = new Map<string, Hold>();
  let renewing = false;

  async function keepRenewing(): Promise<void> {
    renewing = true;
    let restMs = renewMs;
    while (held.size > 0) {
      await wait(restMs);
      restMs = (await renewAll()) ? renewMs : againMs;
    }
    renewing = false;
  }

  /** False when PostgreSQL could not be asked: the leases run out meanwhile, and tokens keep the late from writing. */
  async function renewAll(): Promise<boolean> {
    const now = performance.now();
    for (const [key, { until }] of held) if (until <= now) held.delete(key);
    const asked = [...held];
    if (asked.length === 0) return true;
    try {
      const kept = await renew(asked);
      for (const [key, hold] of asked) if (!kept.has(key) && held.get(key) === hold) held.delete(key);
      return true;
    } catch {
      return false;
    }
  }

  async function renew(asked: readonly (readonly [string, Hold])[]): Promise<ReadonlySet<string>> {
    const keys = asked.map(([key]) => key);
    const tokens = asked.map(([, { token }]) => token);
    const { rows } = await sql<{ messageKey: string }>`
      UPDATE messages SET leased_until = ${leaseEnd(leaseMs)}
      FROM unnest(${keys}::text[], ${tokens}::integer[]) AS mine (message_key, token)
      WHERE messages.message_key = mine.message_key AND messages.token = mine.token
        AND leased_at IS NOT NULL AND answered_at IS NULL
      RETURNING messages.message_key`.execute(db);
    return new Set(rows.map(({ messageKey }) => messageKey));
  }

  return {
    /** Keeps the message to this process until the work has ended. */
    async whileHeld<Result>(
      { key, token, mostMs }: HeldMessage,
      work: () => Promise<Result>,
    ): Promise<Result> {
      const hold = { token, until: performance.now() + mostMs };
      held.set(key, hold);
      if (!renewing) void keepRenewing();
      try {
        return await work();
      } finally {
        if (held.get(key) === hold) held.delete(key);
      }
    },
  };
}

/** PostgreSQL's own clock, so that senders on several machines agree. */
export function leaseEnd(leaseMs: number) {
  return sql<Instant>`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`;
}
