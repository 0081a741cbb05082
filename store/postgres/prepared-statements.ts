import { hash } from 'node:crypto';
import { type PostgresPool, type PostgresPoolClient, type RawBuilder, sql } from 'kysely';
import type pg from 'pg';

const mark = '/* prepared */';

/** Begins a statement that is prepared at its first use, also where `Preparing` is 'marked'. */
export const prepared: RawBuilder<unknown> = sql.raw(mark);

/** Which statements a pool prepares: all of fixed text, or the marked ones, where each is long and worth a plan of its own. */
export type Preparing = 'fixed' | 'marked';

// A text that comes again is fixed; lists of values make texts of many lengths, each of which a connection would keep.
const fixedAfter = 3;
// The longest one that reads a stay is some 11,000: planning it costs sixteen times what running it does.
const longestText = 20_000;
const mostNames = 400;
const mostTexts = 4_000;
const planned = /^\s*(select|insert|update|delete|with)\b/i;
// A column that a newer version adds would change what comes back, which PostgreSQL refuses of a prepared statement.
const starred = /(\bselect|\breturning|\bdistinct|,)\s+("?\w+"?\.)?\*/i;
const innermost = /\([^()]*\)/g;

/**
 * What Kysely asks of a pool, with statements of fixed text sent by name, so that each connection plans them once: planning
 * costs more than the usual look-up itself. PgBouncer must be at least 1.21 to pool these by transaction.
 */
export function preparingPool(pool: pg.Pool, preparing: Preparing): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const nameOf = statementNames(preparing);
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

/** Gives the name under which a text is prepared; undefined for one that is sent as it is. */
export function statementNames(preparing: Preparing): (text: string) => string | undefined {
  /** Null: its text is fixed, but not one to prepare. */
  const names = new Map<string, string | null>();
  const seen = new Map<string, number>();
  const isFixed = (text: string): boolean => {
    if (text.startsWith(mark)) return true;
    if (preparing === 'marked' || text.length > longestText || names.size >= mostNames) return false;
    const times = (seen.get(text) ?? 0) + 1;
    if (seen.size < mostTexts || times > 1) seen.set(text, times);
    return times >= fixedAfter;
  };
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || !isFixed(text)) return known ?? undefined;
    const name = text.startsWith(mark) || isPlannable(text) ? hash('sha256', text, 'base64url') : null;
    names.set(text, name);
    seen.delete(text);
    return name ?? undefined;
  };
}

/** A star in parentheses does not change what comes back; a text whose parentheses do not match keeps its stars. */
function isPlannable(text: string): boolean {
  if (!planned.test(text)) return false;
  for (let [was, is] = ['', text]; ; [was, is] = [is, is.replace(innermost, '')])
    if (is === was) return !starred.test(is);
}

// The connection does not know the statement (a pooler gave it another one), or its result has changed since.
const spoilt: ReadonlySet<unknown> = new Set(['26000', '0A000']);

function preparingClient(
  client: pg.PoolClient,
  nameOf: (text: string) => string | undefined,
): PostgresPoolClient {
  let spoiled = false;
  const query = async (text: string, values: readonly unknown[]) => {
    const name = nameOf(text);
    try {
      return await client.query({
        ...{ text, values: [...values] },
        ...(name === undefined ? {} : { name }),
      });
    } catch (error) {
      spoiled ||= name !== undefined && error instanceof Error && spoilt.has(Reflect.get(error, 'code'));
      throw error;
    }
  };
  return {
    // What it prepared is of no use any more: a new connection takes its place.
    release: (destroy) => client.release(destroy === true || spoiled),
    // Kysely's other form of `query` is for cursors, which nobody uses here.
    query: query as never,
  };
}
