import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { instant, localDate } from '../../domain/dates.ts';
import { type Preparing, preparingPool } from './prepared-statements.ts';
import type { Tables } from './tables.ts';

/** The hub's PostgreSQL; close it with `destroy()`. */
export type Database = Kysely<Tables>;
/** A connection inside a transaction. */
export type Connection = Database | Transaction<Tables>;

export interface DatabaseOptions {
  readonly url: string;
  /** Most connections at once. */
  readonly poolSize: number;
  readonly applicationName: string;
  /** Longest one statement may take, waiting for locks included (real ms); migrations and bulk loads need more than the window's two seconds. */
  readonly statementMs?: number;
  /** Longest a connection may take to come, waiting for a free one included (real ms); a second unless said. */
  readonly connectMs?: number;
}

/** A pool of connections; whatever is wrong with PostgreSQL is an error within a bounded time, so that the api can say 503. */
export function openDatabase(options: DatabaseOptions): Database {
  return databaseOver(openPool(options));
}

/** How long a connection stays open without work (real ms). */
const keptIdleMs = 600_000;

/** The pool under a database; only store/postgres/copy.ts needs it by itself, for COPY. */
export function openPool(options: DatabaseOptions): pg.Pool {
  const statementMs = options.statementMs ?? 2_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectMs ?? 1_000,
    // A new connection signs in and plans every statement anew, the first five times by its values: one that is closed in each
    // lull makes the slowest answers of the day.
    idleTimeoutMillis: keptIdleMs,
    statement_timeout: statementMs,
    // A server that is stopped, not dead, never sends its own timeout.
    query_timeout: statementMs + 500,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    options: '-c TimeZone=Asia/Shanghai',
    types: { getTypeParser },
  });
  // A connection that breaks is replaced by the pool. Without a listener the process would end: on the pool for one that
  // is idle, on the connection for one that is lent out and between two statements, of which nobody hears otherwise.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The typed queries over a pool. */
export function databaseOver(pool: pg.Pool, preparing: Preparing = 'fixed'): Database {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: preparingPool(pool, preparing) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** True when an error says that PostgreSQL is away, overloaded or stopping: try again later, nothing is known to be wrong. */
export function isStoreTrouble(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isStoreTrouble);
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' && (troubleCode.test(code) || networkCodes.has(code))) return true;
  return troubleMessage.test(error.message);
}

/** True when PostgreSQL refuses a value: out of a column's range, not of its form, against a constraint. */
export function isRefusedValue(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^2[23]...$/.test(code);
}

// A prepared statement that the connection does not know, or no longer (26000): the connection is given up, another one knows.
// Connection lost, resources, operator's stop, timeout or lock, serialization, i/o (PostgreSQL, appendix A). A password or
// database that is not there (28, 3D), and tables that are not brought up to date yet (42P01, 42703), are mended on our side too.
const troubleCode = /^(08...|26000|28...|3D000|42P01|42703|53...|57...|55P03|40...|58030)$/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// pg and pg-pool give no code to these.
const troubleMessage =
  /^(timeout exceeded when trying to connect|cached plan must not change result type|Connection terminated|Query read timeout|Client has encountered a connection error)/;

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return parsers.get(oid) ?? (pg.types.getTypeParser(oid, format ?? 'text') as (value: string) => unknown);
}

const parsers: ReadonlyMap<number, (value: string) => unknown> = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.INT8, safeInteger],
  [pg.types.builtins.DATE, localDate],
  [pg.types.builtins.NUMERIC, String],
  // PostgreSQL writes '2026-03-01 08:00:00.5+08'.
  [pg.types.builtins.TIMESTAMPTZ, (value) => instant(`${value.replace(' ', 'T')}:00`)],
]);

function safeInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('an int8 beyond the safe integers');
  return number;
}
