import { type RawBuilder, sql } from 'kysely';
import type { Connection } from './database.ts';

/**
 * A part of WITH, to be read once by its statement, whose commit then waits for no flush: what it writes is lost with the last
 * moments before a crash, unless a later commit waited. Only for what is asked for again when it is missing (decision 0005).
 */
export function unflushed(when = true): RawBuilder<unknown> {
  return sql`hurry AS MATERIALIZED (
    SELECT ${when ? sql`set_config('synchronous_commit', 'off', true)` : sql`''`} AS commits)`;
}

/** The transaction's commit waits for the flush again: what an unflushed statement of it wrote rides with what must stay. */
export async function flushed(tx: Connection): Promise<void> {
  await sql`SET LOCAL synchronous_commit TO DEFAULT`.execute(tx);
}
