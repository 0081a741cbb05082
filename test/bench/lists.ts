/**
 * Lists at national size: `node test/bench/lists.ts [people]`. A county of its own takes a first list and a second version with
 * 1 % changed, through the api; times are ratios to a bare COPY of the same file into the same PostgreSQL.
 */
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { countyConfig } from '../../config.ts';
import { type County, startCounty } from '../../county/county.ts';
import { countyOf } from '../../county/people/counties.ts';
import { writeListFile } from '../../county/people/list-file.ts';
import { enterRegister } from '../../county/seed/register.ts';
import { stateDirectory } from '../../county/state.ts';
import { localDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { openDatabase } from '../../store/database.ts';
import { membershipStore } from '../../store/memberships.ts';

const people = Number(process.argv[2] ?? 1_000_000);
const listId = 'kaizhou-civil-affairs';
const lookupsPerSecond = 100;

const folder = mkdtempSync(join(tmpdir(), 'hub-bench-'));
const say = (text: string): boolean => process.stderr.write(`${text}\n`);
let county: County | undefined;
let pushBegun = 0;
try {
  const files = await writeFiles();
  const state = stateDirectory(join(folder, 'county'));
  const config = { ...countyConfig({}), directory: state.root, cacheDirectory: null };
  county = await startCounty({ config, state, clockSpeed: 1, throwAway: true, say });
  const credentials = await enterRegister({ ...county, state });
  const token = credentials.agencies[listId]?.token ?? '';
  const client = new pg.Client({ connectionString: county.databaseUrl });
  // Its connection ends with the county when a load fails.
  client.on('error', () => undefined);
  await client.connect();
  const bare = [await bareCopy(client, files.first), await bareCopy(client, files.first)];
  const idle = await lookups(county.databaseUrl, 5_000);
  const first = await measured(county, client, () => push(county as County, token, files.first));
  bare.push(await bareCopy(client, files.second));
  const second = await measured(county, client, () => push(county as County, token, files.second));
  await client.end();
  print({ bare: median(bare), idle, first, second });
} catch (failure) {
  say(String(failure instanceof Error ? failure.stack : failure));
  process.exitCode = 1;
} finally {
  await county?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function writeFiles() {
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
  const same = { format: 'csv', encoding: 'utf-8', agency: 'civil-affairs', seed: 7, people } as const;
  const perMillion = { 'wrong-check-digit': 500, 'missing-name': 500, 'several-categories': 20_000 } as const;
  const county = countyOf('kaizhou');
  await writeListFile({ ...same, county, perMillion, path: first });
  await writeListFile({ ...same, county, perMillion, changedPerMillion: 10_000, path: second });
  return { first, second };
}

/** Seconds that PostgreSQL needs for the very same bytes in a table of texts. */
async function bareCopy(client: pg.Client, file: string): Promise<number> {
  await client.query('CREATE TABLE bare (a text, b text, c text, d text, e text, f text, g text)');
  const begun = performance.now();
  await pipeline(createReadStream(file), client.query(copyFrom('COPY bare FROM STDIN (FORMAT csv, HEADER)')));
  const seconds = (performance.now() - begun) / 1000;
  await client.query('DROP TABLE bare');
  return seconds;
}

interface Pushed {
  readonly version: number;
  readonly state: string;
  readonly rows: object;
  readonly members: object;
}

/** Sends a file and waits until it serves; the seconds of both together. */
async function push({ addresses }: County, token: string, file: string): Promise<Pushed> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
  const body = Readable.toWeb(
    createReadStream(file, { highWaterMark: 262_144 }),
  ) as ReadableStream<Uint8Array>;
  const path = `${addresses.api}/v1/lists/${listId}/versions`;
  const sent = await fetch(path, { method: 'POST', headers, body, duplex: 'half' });
  let version = (await sent.json()) as Pushed;
  say(`  upload ${((performance.now() - pushBegun) / 1000).toFixed(1)} s`);
  let shown = '';
  while (['received', 'staging', 'checked'].includes(version.state)) {
    await sleep(100);
    version = (await (await fetch(`${path}/${version.version}`, { headers })).json()) as Pushed;
    if (version.state !== shown)
      say(`  ${version.state} at ${((performance.now() - pushBegun) / 1000).toFixed(1)} s`);
    shown = version.state;
  }
  say(`  ${JSON.stringify({ state: version.state, rows: version.rows, members: version.members })}`);
  if (version.state !== 'released') throw new Error(`the list is ${version.state}`);
  return version;
}

interface Load {
  readonly seconds: number;
  readonly walBytes: number;
  readonly peaks: Readonly<Record<string, number>>;
  readonly lookupP99: number;
}

async function measured(of: County, client: pg.Client, load: () => Promise<Pushed>): Promise<Load> {
  const wal = async (): Promise<string> =>
    (await client.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')).rows[0]?.lsn ?? '0/0';
  const before = await wal();
  const stop = new AbortController();
  const asking = lookups(of.databaseUrl, 3_600_000, stop.signal);
  const watching = memoryPeaks(of, stop.signal);
  pushBegun = performance.now();
  await load().finally(() => stop.abort());
  const seconds = (performance.now() - pushBegun) / 1000;
  const lookupP99 = await asking;
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_wal_lsn_diff($1, $2)::text AS bytes', [
    await wal(),
    before,
  ]);
  return { seconds, walBytes: Number(rows[0]?.bytes), peaks: await watching, lookupP99 };
}

/** 99th percentile of look-ups of one person at a fixed rate, milliseconds. */
async function lookups(url: string, forMs: number, signal?: AbortSignal): Promise<number> {
  const db = openDatabase({ url, poolSize: 4, applicationName: 'bench-lookups', statementMs: 60_000 });
  const memberships = membershipStore(db);
  const taken: number[] = [];
  const until = performance.now() + forMs;
  const open = new Set<Promise<void>>();
  for (let asked = 0; performance.now() < until && signal?.aborted !== true; asked += 1) {
    const begun = performance.now();
    const personRef = `psn_${String(asked).padStart(20, '0')}` as PersonRef;
    const one = memberships.categoriesOn({ personRef, on: localDate('2026-01-01') }).then(() => {
      taken.push(performance.now() - begun);
      open.delete(one);
    });
    // A look-up that ends with the county is none.
    one.catch(() => open.delete(one));
    open.add(one);
    await sleep(1000 / lookupsPerSecond);
  }
  await Promise.allSettled(open);
  await db.destroy();
  return taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0;
}

/** Most resident memory of each process while it lasts, mebibytes; shared buffers of PostgreSQL are left out. */
async function memoryPeaks(of: County, signal: AbortSignal): Promise<Readonly<Record<string, number>>> {
  const peaks: Record<string, number> = {};
  const note = (name: string, pid: number | undefined): void => {
    const status = pid === undefined ? '' : readStatus(pid);
    const field = (key: string): number =>
      Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const mebibytes = (field('RssAnon') + field('RssFile')) / 1024;
    peaks[name] = Math.max(peaks[name] ?? 0, Math.round(mebibytes));
  };
  while (!signal.aborted) {
    note('api', of.processes.api.pid());
    note('worker', of.processes.workers[0]?.pid());
    for (const pid of backends(of)) note('postgres backend', pid);
    await sleep(100);
  }
  return peaks;
}

function backends(of: County): readonly number[] {
  const pid = of.servers.postgres?.current().pid;
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  } catch {
    return [];
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function print(result: {
  readonly bare: number;
  readonly idle: number;
  readonly first: Load;
  readonly second: Load;
}): void {
  const { bare, idle, first, second } = result;
  const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;
  const peaks = (load: Load): string =>
    Object.entries(load.peaks)
      .map(([name, peak]) => `${name} ${peak}`)
      .join(', ');
  const rows = [
    ['bare COPY', `${bare.toFixed(2)} s`, '1', ''],
    ['first load', `${first.seconds.toFixed(1)} s`, `${(first.seconds / bare).toFixed(1)} ×`, '≤ 6 ×'],
    [
      'second version, 1 % changed',
      `${second.seconds.toFixed(1)} s`,
      `${(second.seconds / bare).toFixed(1)} ×`,
      '≤ 3 ×',
    ],
    [
      'WAL, second ÷ first',
      `${mib(second.walBytes)} ÷ ${mib(first.walBytes)}`,
      `${(second.walBytes / first.walBytes).toFixed(2)} ×`,
      '≤ 0.5 ×',
    ],
    ['memory, first load (MiB)', peaks(first), '', '≤ 300'],
    ['memory, second version (MiB)', peaks(second), '', '≤ 300'],
    ['look-up p99 idle', `${idle.toFixed(1)} ms`, '1', ''],
    [
      'look-up p99 during first',
      `${first.lookupP99.toFixed(1)} ms`,
      `${(first.lookupP99 / idle).toFixed(1)} ×`,
      '≤ 2 ×',
    ],
    [
      'look-up p99 during second',
      `${second.lookupP99.toFixed(1)} ms`,
      `${(second.lookupP99 / idle).toFixed(1)} ×`,
      '≤ 2 ×',
    ],
  ];
  process.stdout.write(`\n${people} people\n`);
  for (const [what = '', value = '', ratio = '', aim = ''] of rows)
    process.stdout.write(`${what.padEnd(32)}${value.padEnd(48)}${ratio.padStart(8)}  ${aim}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
