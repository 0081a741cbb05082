import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { CountyUnderTest } from './county-under-test.ts';
import { wholeStay } from './whole-stay.ts';

/** What the hub's processes said to PostgreSQL. */
export interface Talk {
  readonly statements: number;
  /** Transactions that ended, those of one statement too. */
  readonly commits: number;
  /** Of the write-ahead log to the disk, by commits that wait for it; only a durable county has any. */
  readonly flushes: number;
  /** How often each statement was sent, by its text. */
  readonly byText: ReadonlyMap<string, number>;
}

/** PostgreSQL tells its counters a moment late. */
const tellsWithinMs = 12_000;
const mark = 'hub-talk';

/** Lets PostgreSQL log every statement of the hub's own processes, and counts what `work` makes them say. */
export async function talkOf(county: CountyUnderTest, work: () => Promise<unknown>): Promise<Talk> {
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
    const from = logOf(county).length;
    await work();
    const said = logOf(county).slice(from);
    await pause(tellsWithinMs);
    return { ...counted(said), flushes: (await flushes(admin)) - before };
  } finally {
    await admin.query('ALTER SYSTEM RESET ALL');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
  }
}

/** What one usual stay says, its checks, agreement and payment included: several one after the other, less what is said anyway. */
export async function talkOfUsualStay(
  county: CountyUnderTest,
  { stays, idleMs }: { readonly stays: number; readonly idleMs: number },
): Promise<Talk> {
  const idle = await talkOf(county, () => pause(idleMs));
  const began = performance.now();
  let tookMs = 0;
  const all = await talkOf(county, async () => {
    for (let at = 0; at < stays; at += 1) await wholeStay(county);
    tookMs = performance.now() - began;
  });
  return perCase(talkBeyond(all, idle, tookMs / idleMs), stays);
}

/** Less what the hub says anyway while nothing happens. */
function talkBeyond(talk: Talk, idle: Talk, timesAsLong: number): Talk {
  const less = (a: number, b: number): number => Math.max(0, a - b * timesAsLong);
  return {
    statements: less(talk.statements, idle.statements),
    commits: less(talk.commits, idle.commits),
    flushes: less(talk.flushes, idle.flushes),
    byText: new Map(
      [...talk.byText].map(([text, times]) => [text, less(times, idle.byText.get(text) ?? 0)] as const),
    ),
  };
}

/** Of one of so many cases that said all this. */
function perCase({ statements, commits, flushes, byText }: Talk, cases: number): Talk {
  return {
    ...{ statements: statements / cases, commits: commits / cases, flushes: flushes / cases },
    byText: new Map([...byText].map(([text, times]) => [text, times / cases])),
  };
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
