/**
 * Lists at their full size: `npm run proof:lists [rows] [seeds] [first]`, a million rows and ten seeds unless said. A county of
 * its own takes a list of which four rows in ten are wrong, 200 MB over a slow line and over one that falls silent, a line
 * without end, and lists through kills; ends with 1 when anything is lost, doubled or out of proportion. Linux tells the memory.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { countyOf } from '../../county/people/counties.ts';
import { diceOf } from '../../county/people/dice.ts';
import { writeListFile } from '../../county/people/list-file.ts';
import { agencyOf, strayUploads } from './agency.ts';
import { endlessLine, heading } from './bad-files.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { listLanes } from './list-lanes.ts';
import { throughAccident } from './list-oracle.ts';
import { memoryOf } from './memory.ts';
import { trickled } from './slow-line.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const [rows = 1_000_000, seeds = 10, first = 1] = positionals.map(Number);
if (![rows, seeds, first].every((number) => Number.isSafeInteger(number)))
  throw new Error('say how many rows, how many seeds, and from which');

/** A process may need so much more for a list of any size than before it (MiB). */
const mostGrowth = 300;
const codes = /\[(identity-check-digit|identity-length|name-missing|category-unknown)\]/;
const folder = mkdtempSync(join(tmpdir(), 'hub-lists-'));
let broken = 0;
try {
  await inCounty(async (county) => {
    await wrongRows(county);
    await slowLines(county);
    await lineWithoutEnd(county);
  });
  if (seeds > 0) await inCounty(killedLists);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(broken === 0 ? 'no breach\n' : `${broken} breaches\n`);
process.exitCode = broken === 0 ? 0 : 1;

async function inCounty(use: (county: CountyUnderTest) => Promise<void>): Promise<void> {
  const county = await startCountyUnderTest();
  try {
    await use(county);
  } finally {
    await county.end();
  }
}

function check(what: string, is: unknown, should: unknown): void {
  const [shown, wanted] = [JSON.stringify(is), JSON.stringify(should)];
  if (shown === wanted) return;
  broken += 1;
  process.stdout.write(`  ✗ ${what}: ${shown}, not ${wanted}\n`);
}

/** Does something, and says how long it took and how much memory api and worker needed. */
async function measured<Value>(
  what: string,
  { processes }: CountyUnderTest,
  work: () => Promise<Value>,
): Promise<Value> {
  const memory = memoryOf([processes.api.pid(), processes.workers[0]?.pid()]);
  const began = performance.now();
  const value = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const [api, worker] = memory.peaks();
  process.stdout.write(
    `${what}: ${seconds} s; api ${api} MiB, worker ${worker} MiB, ${memory.growth()} MiB more than before\n`,
  );
  check(`${what}: memory stays flat`, memory.growth() < mostGrowth, true);
  return value;
}

async function wrongRows(county: CountyUnderTest): Promise<void> {
  const agency = agencyOf(county, 'kaizhou-civil-affairs');
  const path = join(folder, 'wrong.csv');
  const each = 100_000;
  const written = await writeListFile({
    ...{ path, format: 'csv', encoding: 'utf-8', agency: 'civil-affairs', seed: 7, people: rows },
    county: countyOf('kaizhou'),
    perMillion: {
      'wrong-check-digit': each,
      'short-number': each,
      'missing-name': each,
      'unknown-category': each,
    },
  });
  const rejected = written.rows - written.good;
  const version = await measured(`${written.rows} rows, ${rejected} of them wrong`, county, async () => {
    const { body } = await agency.send(createReadStream(path));
    return agency.settled(body.version, 1_800_000);
  });
  check('its rows', version.rows, { received: written.rows, accepted: written.good, rejected });
  check('its state', version.state, 'released');
  const reported = await measured('its report', county, async () => {
    const reply = await agency.report(version.version);
    return sameRows(path, Readable.fromWeb(reply.body as never));
  });
  check('rows of the report, each with its number and its error', reported, { rows: rejected, wrong: 0 });
}

/** A line ends once, however long its two characters are apart. */
function linesOf(input: Readable): AsyncIterable<string> {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

/** Reads the report beside the file: each reported row is the very row of that number, with an error. */
async function sameRows(
  path: string,
  report: Readable,
): Promise<{ readonly rows: number; readonly wrong: number }> {
  const told = linesOf(report)[Symbol.asyncIterator]();
  await told.next();
  let next = await told.next();
  let [number, found, wrong] = [0, 0, 0];
  for await (const row of linesOf(createReadStream(path, 'utf8'))) {
    number += 1;
    if (next.done === true || !next.value.includes(`,第 ${number} 行: `)) continue;
    found += 1;
    if (!next.value.startsWith(`${row},`) || !codes.test(next.value)) wrong += 1;
    next = await told.next();
  }
  return { rows: found, wrong: wrong + (next.done === true ? 0 : 1) };
}

/** 200 MB at 5 MB/s; a line that is silent for 45 s and goes on; one that is silent for longer than a minute is given up. */
async function slowLines(county: CountyUnderTest): Promise<void> {
  const path = join(folder, 'wrong.csv');
  const bytesPerSecond = 5_000_000;
  const file = (length: number): AsyncIterable<Uint8Array> => padded(path, length);
  const length = rows * 200;
  const steady = agencyOf(county, 'shanzhou-civil-affairs');
  const halting = agencyOf(county, 'sanmenxia-civil-affairs');
  const silent = agencyOf(county, 'henan-civil-affairs');
  const pauseOf = (ms: number) => ({ bytesPerSecond, pauses: [{ afterBytes: 2_000_000, ms }] });
  await measured(`${length / 1_000_000} MB over a slow line, with and without silence`, county, async () => {
    const [whole, paused, cut] = await Promise.all([
      steady.send(trickled(file(length), { bytesPerSecond })),
      halting.send(trickled(file(6_000_000), pauseOf(45_000))),
      silent.send(trickled(file(6_000_000), pauseOf(75_000))).then(
        ({ status }) => status,
        () => 'cut',
      ),
    ]);
    check('a slow line is waited for', [whole.status, paused.status], [202, 202]);
    check('a dead one is not', cut, 'cut');
    check('and leaves nothing', await strayUploads(county, silent.listId), 0);
    for (const [agency, { body }] of [
      [steady, whole],
      [halting, paused],
    ] as const)
      check(
        'what came is read',
        ['released', 'held'].includes((await agency.settled(body.version)).state),
        true,
      );
  });
}

/** The file's rows, each filled up with a remark, until they are about so many bytes. */
async function* padded(path: string, length: number): AsyncGenerator<Uint8Array> {
  const remark = '备注'.repeat(20);
  let sent = 0;
  for await (const row of linesOf(createReadStream(path, 'utf8'))) {
    const line = Buffer.from(`${row},${sent === 0 ? '备注' : remark}\n`);
    sent += line.length;
    yield line;
    if (sent >= length) return;
  }
}

async function lineWithoutEnd(county: CountyUnderTest): Promise<void> {
  const agency = agencyOf(county, 'linhe-civil-affairs');
  const answer = await measured('a line of 3 GB', county, () =>
    agency.send(endlessLine(3_072, `${heading}\n`)).then(
      ({ status }) => status,
      // The door closes while the line still talks.
      () => 413,
    ),
  );
  check('it is refused', answer, 413);
  check('it leaves nothing', await strayUploads(county, agency.listId), 0);
}

/** Each seed kills two or three parts, one soon after the other, while six lists stand in six phases. */
async function killedLists(county: CountyUnderTest): Promise<void> {
  const lanes = await listLanes(county);
  const victims = [
    ['worker', () => county.processes.workers[0]?.kill9()],
    ['api', () => county.processes.api.kill9()],
    ['PostgreSQL', () => county.servers.postgres?.kill9()],
    ['Temporal', () => county.servers.temporal?.kill9()],
  ] as const;
  for (let seed = first; seed < first + seeds; seed += 1) {
    const dice = diceOf(seed, 0);
    const said: string[] = [];
    const found = await throughAccident(county, lanes, async () => {
      for (let kill = 0; kill < 2 + dice('kills', 2); kill += 1) {
        const [name, kill9] = victims[dice(`victim ${kill}`, victims.length)] ?? victims[0];
        said.push(name);
        await kill9();
        await wait(dice(`pause ${kill}`, 3_000));
      }
    });
    broken += found.length;
    process.stdout.write(
      `SEED ${seed}: ${said.join(', ')} ${found.length === 0 ? 'ok' : found.join('; ')}\n`,
    );
  }
}
