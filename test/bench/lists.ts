/**
 * Lists at national size: `npm run bench:lists -- [--rows 1000000] [--rounds 3]`. In each round a new county takes a first list and
 * a second version with 1 % changed by `hub list push`, and another list as large by a pull; times are ratios to a bare COPY of the
 * same file into the same PostgreSQL, medians of the rounds. Prints a table with the aims P6 and P7, and as the last line the same as JSON.
 */
import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { countyConfig } from '../../config.ts';
import { type County, startCounty } from '../../county/county.ts';
import { countyOf } from '../../county/people/counties.ts';
import { writeListFile } from '../../county/people/list-file.ts';
import { writePeople } from '../../county/people/people-file.ts';
import { personOf } from '../../county/people/population.ts';
import { enterRegister } from '../../county/seed/register.ts';
import { stateDirectory } from '../../county/state.ts';
import type { ListId } from '../../domain/ids.ts';
import { median } from './arithmetic.ts';
import { type Load, printListReport, type Round } from './list-report.ts';
import { lookups, memoryPeaks } from './list-watch.ts';
import { perCase, processorTimes } from './processor-times.ts';

const { values } = parseArgs({ options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
const people = counted('rows', 1_000_000);
const rounds = counted('rounds', 3);
const pushed = 'kaizhou-civil-affairs' as ListId;
const pulled = 'linhe-civil-affairs' as ListId;

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'hub-bench-'));
const say = (text: string): boolean => process.stderr.write(`${text}\n`);

try {
  const files = await writeFiles();
  const done: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    done.push(await measureRound(files, join(folder, `county-${round}`)));
    say(`round ${round} of ${rounds}`);
  }
  printListReport(people, done);
} catch (failure) {
  say(String(failure instanceof Error ? failure.stack : failure));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Files = Awaited<ReturnType<typeof writeFiles>>;

async function writeFiles() {
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
  const same = { format: 'csv', encoding: 'utf-8', agency: 'civil-affairs', seed: 7, people } as const;
  const perMillion = { 'wrong-check-digit': 500, 'missing-name': 500, 'several-categories': 20_000 } as const;
  const county = countyOf('kaizhou');
  await writeListFile({ ...same, county, perMillion, path: first });
  await writeListFile({ ...same, county, perMillion, changedPerMillion: 10_000, path: second });
  const agency = join(folder, 'agency.ndjson');
  await writePeople(agency, listedPeople());
  return { first, second, agency };
}

/** Everybody is on the agency's list. */
function* listedPeople() {
  const county = countyOf('linhe');
  const listed = county.categories.find((one) => one.agency === 'civil-affairs');
  if (listed === undefined) throw new Error('the agency lists nobody');
  for (let index = 0; index < people; index += 1) {
    const person = personOf(county, 7, index);
    const since = person.birthDate > '2024-01-01' ? person.birthDate : '2024-01-01';
    const membership = { ...person.memberships[0], ...listed, agency: 'civil-affairs', since, until: null };
    yield { ...person, memberships: [membership as (typeof person.memberships)[number]] };
  }
}

async function measureRound(files: Files, directory: string): Promise<Round> {
  const state = stateDirectory(directory);
  const config = { ...countyConfig({}), directory: state.root, cacheDirectory: null };
  const peopleOf = { 'civil-affairs': files.agency };
  const county = await startCounty({
    config,
    state,
    clockSpeed: 1,
    throwAway: true,
    peopleOf,
    say: () => {},
  });
  const client = new pg.Client({ connectionString: county.databaseUrl });
  // Its connection ends with the county when a load fails.
  client.on('error', () => undefined);
  try {
    await enterRegister({ ...county, state });
    await client.connect();
    const bare = [await bareCopy(county, client, files.first), await bareCopy(county, client, files.first)];
    const idleP99 = await lookups(county.databaseUrl, 5_000);
    const first = await measured(county, client, () => hubList(directory, 'push', pushed, files.first));
    bare.push(await bareCopy(county, client, files.second));
    const second = await measured(county, client, () => hubList(directory, 'push', pushed, files.second));
    const pull = await measured(county, client, () => hubList(directory, 'pull', pulled));
    const bareBusy = median(bare.map(({ busy }) => busy));
    return { bare: median(bare.map(({ seconds }) => seconds)), bareBusy, idleP99, first, second, pull };
  } finally {
    await client.end().catch(() => undefined);
    await county.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Seconds that PostgreSQL needs for the very same bytes in a table of texts, and processor seconds with those of this client. */
async function bareCopy(
  of: County,
  client: pg.Client,
  file: string,
): Promise<{ seconds: number; busy: number }> {
  await client.query('CREATE TABLE bare (a text, b text, c text, d text, e text, f text, g text)');
  const [before, own] = [processorTimes(of).postgres, process.cpuUsage()];
  const begun = performance.now();
  await pipeline(createReadStream(file), client.query(copyFrom('COPY bare FROM STDIN (FORMAT csv, HEADER)')));
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(own);
  const busy = (processorTimes(of).postgres - before) / 1_000 + (user + system) / 1_000_000;
  await client.query('DROP TABLE bare');
  return { seconds, busy };
}

/** What an officer does at a terminal, until the list serves. */
async function hubList(directory: string, ...args: readonly string[]): Promise<void> {
  const hub = join(import.meta.dirname, '../../cli/hub.mjs');
  const env = { ...process.env, HUB_COUNTY_DIR: directory };
  const { stdout } = await run(process.execPath, [hub, 'list', ...args, '--wait', '--json'], { env });
  say(stdout.trim());
  const { state } = JSON.parse(stdout) as { readonly state: string };
  if (state !== 'released') throw new Error(`the list is ${state}`);
}

async function measured(of: County, client: pg.Client, load: () => Promise<void>): Promise<Load> {
  const wal = async (): Promise<string> =>
    (await client.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')).rows[0]?.lsn ?? '0/0';
  const before = await wal();
  const busyBefore = processorTimes(of);
  const stop = new AbortController();
  const asking = lookups(of.databaseUrl, 3_600_000, stop.signal);
  const watching = memoryPeaks(of, stop.signal);
  const begun = performance.now();
  await load().finally(() => stop.abort());
  const seconds = (performance.now() - begun) / 1000;
  const busy = perCase(busyBefore, processorTimes(of), 1_000);
  const lookupP99 = await asking;
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_wal_lsn_diff($1, $2)::text AS bytes', [
    await wal(),
    before,
  ]);
  return { seconds, walBytes: Number(rows[0]?.bytes), peaks: await watching, lookupP99, busy };
}

function counted(name: 'rows' | 'rounds', otherwise: number): number {
  const number = Number(values[name] ?? otherwise);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a number from 1 on`);
  return number;
}
