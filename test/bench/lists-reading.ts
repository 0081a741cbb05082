/**
 * Reading a list from its file: `node test/bench/lists-reading.ts [people] [rounds]`. The same made-up file is split by csv-parse
 * alone and read into members, in turn, in one process; the last line is the median ratio of their processor times.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { countyOf } from '../../county/people/counties.ts';
import { writeListFile } from '../../county/people/list-file.ts';
import { localDate } from '../../domain/dates.ts';
import { readCsv } from '../../lists/readers/csv.ts';
import { defaultLimits } from '../../lists/readers/list-reader.ts';
import { listedRows } from '../../lists/readers/listed-rows.ts';

const [people = 300_000, rounds = 5] = process.argv.slice(2).map(Number);
const agency = 'civil-affairs';
const folder = mkdtempSync(join(tmpdir(), 'hub-reading-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const path = join(folder, 'list.csv');
  await writeListFile({
    ...{ path, format: 'csv', encoding: 'utf-8', agency, seed: 7, people, perMillion: {} },
    county: countyOf('kaizhou'),
  });
  // Once each before it counts: the first run pays for compiling.
  for (const read of [bare, members]) await read(path);
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const [alone, ours] = [await measured(() => bare(path)), await measured(() => members(path))];
    if (ours.rows !== alone.rows - 1) throw new Error(`${ours.rows} members of ${alone.rows - 1} rows`);
    ratios.push(ours.ms / alone.ms);
    say(
      `round ${round}: csv-parse ${alone.ms.toFixed(0)} ms, members ${ours.ms.toFixed(0)} ms of one processor`,
    );
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  say(`reading ${people} people takes ${median.toFixed(2)} times a bare csv-parse`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measured(
  read: () => Promise<number>,
): Promise<{ readonly rows: number; readonly ms: number }> {
  const before = process.cpuUsage();
  const rows = await read();
  const { user, system } = process.cpuUsage(before);
  return { rows, ms: (user + system) / 1_000 };
}

/** Rows that csv-parse splits, and nothing else. */
async function bare(path: string): Promise<number> {
  let rows = 0;
  for await (const _ of createReadStream(path).pipe(parse({ relax_column_count: true }))) rows += 1;
  return rows;
}

/** Rows that are read into members, each cell judged. */
async function members(path: string): Promise<number> {
  let rows = 0;
  const settings = { agency, today: localDate('2026-03-01') };
  for await (const batch of listedRows(readCsv(path, defaultLimits), settings))
    for (const row of batch) if (row.parse().ok) rows += 1;
  return rows;
}
