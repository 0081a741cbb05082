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

/** One transaction of one connection; a statement by itself is one too. */
interface Transaction {
  /** The shapes of its statements, BEGIN and COMMIT among them. */
  readonly texts: readonly string[];
  readonly ended: boolean;
}

/** What was said while something was done, and how long that took. */
interface Lap {
  readonly transactions: readonly Transaction[];
  readonly ms: number;
}

/** PostgreSQL tells its counters a moment late. */
const tellsWithinMs = 12_000;
const mark = 'hub-talk';

/** Lets PostgreSQL log every statement of the hub's own processes, and counts what each piece of work makes them say. */
async function talkOf(
  county: CountyUnderTest,
  work: readonly (() => Promise<unknown>)[],
): Promise<{ readonly laps: readonly Lap[]; readonly flushes: number; readonly ms: number }> {
  const admin = new pg.Client({ connectionString: county.servers.postgres?.current().adminUrl });
  await admin.connect();
  try {
    await admin.query(`ALTER SYSTEM SET log_line_prefix = '${mark} %p %a|'`);
    await admin.query("ALTER SYSTEM SET log_statement = 'all'");
    // What is flushed later, by PostgreSQL itself, keeps nobody waiting.
    await admin.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
    await admin.query('SELECT pg_reload_conf()');
    await pause(1_000);
    const [before, began] = [await flushes(admin), performance.now()];
    const laps: Lap[] = [];
    for (const one of work) laps.push(await lapOf(county, one));
    await pause(tellsWithinMs);
    return { laps, flushes: (await flushes(admin)) - before, ms: performance.now() - began };
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
  return { transactions: transactionsIn(logOf(county).slice(from)), ms: performance.now() - began };
}

/**
 * What one usual stay says, its checks, agreement and payment included: the middle one of several, one after the other, for on a busy
 * machine one or the other is asked twice. Flushes and texts are the mean. What the hub says while nothing happens is said by its loops: as
 * often as they say it in such a time it counts for no stay, or a stay that takes longer would seem to say more.
 */
export async function talkOfUsualStay(
  county: CountyUnderTest,
  { stays, idleMs }: { readonly stays: number; readonly idleMs: number },
): Promise<Talk> {
  // What a stay before left to do is no loop.
  await pause(idleMs);
  const idle = await talkOf(county, [() => pause(idleMs)]);
  const [anyway] = idle.laps;
  invariant(anyway !== undefined, 'the idle hub was not listened to');
  const work = Array.from({ length: stays }, () => () => wholeStay(county));
  const { laps, flushes: flushed, ms } = await talkOf(county, work);
  invariant(laps.length > 0, 'nothing was counted');
  const own = laps.map((lap) => withoutLoops(lap, anyway));
  return {
    statements: median(own.map((said) => said.flatMap(({ texts }) => texts).length)),
    commits: median(own.map((said) => said.filter(({ ended }) => ended).length)),
    flushes: Math.max(0, flushed - (idle.flushes * ms) / idle.ms) / stays,
    byText: meanTexts(own),
  };
}

/** The transactions of a lap, less as many of each kind as the hub's loops have in such a time. */
function withoutLoops({ transactions, ms }: Lap, idle: Lap): readonly Transaction[] {
  const left = new Map<string, number>();
  for (const one of idle.transactions) left.set(kindOf(one), (left.get(kindOf(one)) ?? 0) + ms / idle.ms);
  return transactions.filter((one) => {
    const times = left.get(kindOf(one)) ?? 0;
    left.set(kindOf(one), times - 1);
    // A loop may come round once more than its pace says.
    return times <= 0;
  });
}

function kindOf({ texts }: Transaction): string {
  return texts.join(';');
}

function meanTexts(laps: readonly (readonly Transaction[])[]): Talk['byText'] {
  const sums = new Map<string, number>();
  for (const { texts } of laps.flat()) for (const text of texts) sums.set(text, (sums.get(text) ?? 0) + 1);
  return new Map([...sums].map(([text, times]) => [text, times / laps.length] as const));
}

/** The statements that are said at least so many times, most often first. */
export function saidMost({ byText }: Pick<Talk, 'byText'>, least: number): readonly string[] {
  return [...byText]
    .filter(([, times]) => times >= least)
    .toSorted(([, a], [, b]) => b - a)
    .map(([text, times]) => `${times.toFixed(1).padStart(6)}  ${inOneLine(text)}`);
}

/** Its beginning and its end: of a long one the list of columns tells least. */
function inOneLine(text: string): string {
  return text.length <= 150 ? text : `${text.slice(0, 75)} … ${text.slice(-72)}`;
}

/** What the hub's own connections said, transaction by transaction; those that listen prove twice a second that they live, and count for nobody. */
function transactionsIn(log: string): readonly Transaction[] {
  const open = new Map<string, string[]>();
  const transactions: Transaction[] = [];
  for (const entry of log.split(new RegExp(`^${mark} `, 'm'))) {
    const [, pid = '', text = ''] =
      /^(\d+) hub-(?![^|]*-listen\|)[^|]*\|LOG: {2}(?:statement|execute [^:]+): ([\s\S]*)$/.exec(entry) ?? [];
    if (text === '') continue;
    const shape = text.replace(/\s+/g, ' ').trim();
    const said = [...(open.get(pid) ?? []), shape];
    if (begins.test(said[0] ?? '') && !ends.test(shape)) open.set(pid, said);
    else {
      open.delete(pid);
      transactions.push({ texts: said, ended: true });
    }
  }
  return [...transactions, ...[...open.values()].map((texts) => ({ texts, ended: false }))];
}

const begins = /^(begin|start transaction)/i;
const ends = /^(commit|rollback)/i;

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
