import { readFileSync } from 'node:fs';
import pg from 'pg';
import { invariant } from '../../domain/invariant.ts';
import { median } from '../bench/arithmetic.ts';
import type { CountyUnderTest } from './county-under-test.ts';
import { wholeStay } from './whole-stay.ts';

/** What one usual stay says to PostgreSQL, by all of the hub's processes together. */
export interface Talk {
  readonly statements: number;
  /** Transactions that ended, those of one statement too. */
  readonly commits: number;
  /** Of the write-ahead log to the disk, by commits that wait for it; only a durable county has any. */
  readonly flushes: number;
  /** How often each statement was sent, by its text. */
  readonly byText: ReadonlyMap<string, number>;
}

/** What was said while something was done, and how long that took. */
interface Lap extends Omit<Talk, 'flushes'> {
  readonly ms: number;
}

/** PostgreSQL tells its counters a moment late. */
const tellsWithinMs = 12_000;
const mark = 'hub-talk';

/** Lets PostgreSQL log every statement of the hub's own processes, and counts what each piece of work makes them say. */
async function talkOf(
  county: CountyUnderTest,
  work: readonly (() => Promise<unknown>)[],
): Promise<{ readonly laps: readonly Lap[]; readonly flushes: number }> {
  const admin = new pg.Client({ connectionString: county.servers.postgres?.current().adminUrl });
  await admin.connect();
  try {
    await admin.query(`ALTER SYSTEM SET log_line_prefix = '${mark} %p %a|'`);
    await admin.query("ALTER SYSTEM SET log_statement = 'all'");
    // What is flushed later, by PostgreSQL itself, keeps nobody waiting.
    await admin.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
    await admin.query('SELECT pg_reload_conf()');
    await pause(1_000);
    const before = await flushes(admin);
    const laps: Lap[] = [];
    for (const one of work) laps.push(await lapOf(county, one));
    await pause(tellsWithinMs);
    return { laps, flushes: (await flushes(admin)) - before };
  } finally {
    await admin.query('ALTER SYSTEM RESET ALL');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
  }
}

async function lapOf(county: CountyUnderTest, work: () => Promise<unknown>): Promise<Lap> {
  const from = logOf(county).length;
  const began = performance.now();
  await work();
  return { ...counted(logOf(county).slice(from)), ms: performance.now() - began };
}

/**
 * What one usual stay says, its checks, agreement and payment included, less what is said anyway: the middle one of several, one after
 * the other, for on a busy machine one or the other is asked twice. Flushes and texts are the mean.
 */
export async function talkOfUsualStay(
  county: CountyUnderTest,
  { stays, idleMs }: { readonly stays: number; readonly idleMs: number },
): Promise<Talk> {
  const idle = await talkOf(county, [() => pause(idleMs)]);
  const [anyway] = idle.laps;
  invariant(anyway !== undefined, 'the idle hub was not listened to');
  const work = Array.from({ length: stays }, () => () => wholeStay(county));
  const { laps, flushes: flushed } = await talkOf(county, work);
  invariant(laps.length > 0, 'nothing was counted');
  const ms = laps.reduce((sum, lap) => sum + lap.ms, 0);
  return {
    statements: median(laps.map((lap) => less(lap.statements, anyway.statements, lap.ms / anyway.ms))),
    commits: median(laps.map((lap) => less(lap.commits, anyway.commits, lap.ms / anyway.ms))),
    flushes: less(flushed, idle.flushes, ms / anyway.ms) / stays,
    byText: meanTexts(laps, anyway.byText),
  };
}

/** Less what the hub says anyway while nothing happens. */
function less(said: number, idle: number, timesAsLong: number): number {
  return Math.max(0, said - idle * timesAsLong);
}

function meanTexts(laps: readonly Lap[], idle: Lap['byText']): Talk['byText'] {
  const sums = new Map<string, number>();
  for (const { byText } of laps)
    for (const [text, times] of byText) sums.set(text, (sums.get(text) ?? 0) + times);
  return new Map(
    [...sums].map(([text, times]) => [text, less(times, idle.get(text) ?? 0, 1) / laps.length] as const),
  );
}

/** The statements that are said at least so many times, most often first. */
export function saidMost({ byText }: Pick<Talk, 'byText'>, least: number): readonly string[] {
  return [...byText]
    .filter(([, times]) => times >= least)
    .toSorted(([, a], [, b]) => b - a)
    .map(([text, times]) => `${times.toFixed(1).padStart(6)}  ${text.slice(0, 150)}`);
}

function counted(log: string): Omit<Talk, 'flushes'> {
  const byText = new Map<string, number>();
  const open = new Set<string>();
  let [statements, commits] = [0, 0];
  for (const entry of log.split(new RegExp(`^${mark} `, 'm'))) {
    const [, pid = '', text = ''] =
      /^(\d+) hub-[^|]*\|LOG: {2}(?:statement|execute [^:]+): ([\s\S]*)$/.exec(entry) ?? [];
    if (text === '') continue;
    const shape = text.replace(/\s+/g, ' ').trim();
    statements += 1;
    byText.set(shape, (byText.get(shape) ?? 0) + 1);
    if (/^(begin|start transaction)/i.test(shape)) open.add(pid);
    else if (/^(commit|rollback)/i.test(shape)) open.delete(pid);
    if (!open.has(pid)) commits += 1;
  }
  return { statements, commits, byText };
}

function logOf({ state }: CountyUnderTest): string {
  return readFileSync(state.logFile('postgres'), 'utf8');
}

async function flushes(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ major: number }>(
    "SELECT current_setting('server_version_num')::int / 10000 AS major",
  );
  const where =
    (rows[0]?.major ?? 0) >= 18
      ? "coalesce(sum(fsyncs), 0) AS n FROM pg_stat_io WHERE object = 'wal'"
      : 'wal_sync AS n FROM pg_stat_wal';
  const counted = await admin.query<{ n: string }>(`SELECT ${where}`);
  return Number(counted.rows[0]?.n);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
