import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { Database } from '../postgres/database.ts';

/** Days for which a peer can ask what became of a message, and an operator what was delivered. */
const keptDays = 180;
const atOnce = 1_000;

/** What the social-registry door need not keep for ever. What was refused, or is still owed, is never forgotten. */
export function registryRetention(db: Database) {
  return {
    /** Forgets at most a thousand rows of each kind (`now`: county time; deliveries go by real time); gives how many went. */
    async forgetOld(now: Instant): Promise<number> {
      const old = sql`${now}::timestamptz - make_interval(days => ${keptDays})`;
      const requests = await sql`DELETE FROM registry_requests WHERE correlation_id IN
        (SELECT correlation_id FROM registry_requests WHERE at < ${old} LIMIT ${atOnce})`.execute(db);
      const deliveries = await sql`DELETE FROM registry_deliveries WHERE delivery_id IN
        (SELECT delivery_id FROM registry_deliveries WHERE state = 'delivered'
          AND delivered_at < clock_timestamp() - make_interval(days => ${keptDays}) LIMIT ${atOnce})`.execute(
        db,
      );
      const guesses = await sql`DELETE FROM registry_guesses WHERE (party, day) IN
        (SELECT party, day FROM registry_guesses WHERE day < ${old} LIMIT ${atOnce})`.execute(db);
      return [requests, deliveries, guesses].reduce(
        (sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0),
        0,
      );
    },
  };
}

export type RegistryRetention = ReturnType<typeof registryRetention>;
