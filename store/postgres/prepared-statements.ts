import { hash } from 'node:crypto';
import { type PostgresPool, type PostgresPoolClient, type RawBuilder, sql } from 'kysely';
import type pg from 'pg';

const mark = '/* prepared */';

/**
 * Begins a statement that each connection prepares once: planning a look-up over every list's partition costs more than
 * the look-up itself. Only for statements whose text is always the same; PgBouncer must be at least 1.21 to pool these by transaction.
 */
export const prepared: RawBuilder<unknown> = sql.raw(mark);

/** What Kysely asks of a pool, with marked statements sent by name. */
export function preparingPool(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? hash('sha256', text, 'base64url');
    names.set(text, name);
    return name;
  };
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const known = wrapped.get(client) ?? preparingClient(client, nameOf);
      wrapped.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function preparingClient(client: pg.PoolClient, nameOf: (text: string) => string): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]) =>
    client.query({
      ...{ text, values: [...values] },
      ...(text.startsWith(mark) ? { name: nameOf(text) } : {}),
    });
  // Kysely's other form of `query` is for cursors, which nobody uses here.
  return { release: (destroy) => client.release(destroy), query: query as never };
}
