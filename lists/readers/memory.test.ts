import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { writeXlsx, writeXlsxStream } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identityCheckDigit } from '../../domain/identity-number.ts';

const people = 200_000;
const header = ['姓名', '身份证号', '救助类别', '纳入时间', '住址'];

/** Every name, number and address another, so that nothing is shared. */
function* table(): Generator<string[]> {
  yield header;
  for (let at = 0; at < people; at++) {
    const first17 = `500154${1940 + (at % 70)}0${1 + (at % 9)}${10 + (at % 18)}${String(at % 1000).padStart(3, '0')}`;
    const name = `张${String.fromCodePoint(0x4e00 + (at % 20_000))}${String.fromCodePoint(0x4e00 + ((at * 7) % 19_997))}`;
    yield [
      name,
      first17 + identityCheckDigit(first17),
      '低保对象',
      '2024-01-05',
      `开州区汉丰街道第 ${at} 号`,
    ];
  }
}

function* lines(line: (row: readonly string[]) => string): Generator<string> {
  for (const row of table()) yield `${line(row)}\n`;
}

function* objects(): Generator<string> {
  for (const row of table()) {
    if (row[0] !== header[0])
      yield `${JSON.stringify(Object.fromEntries(row.map((cell, at) => [header[at], cell])))}\n`;
  }
}

const files = {
  'list.csv': () => Readable.from(lines((row) => row.join(','))),
  'list.ndjson': () => Readable.from(objects()),
  'inline.xlsx': () => Readable.from(writeXlsxStream(table(), { name: '名单' })),
  'shared.xlsx': async () =>
    Readable.from([await writeXlsx({ sheets: [{ name: '名单', rows: [...table()] }] })]),
};

const reading = `
  import { readers } from ${JSON.stringify(new URL('./reader-for.ts', import.meta.url).href)};
  import { defaultLimits } from ${JSON.stringify(new URL('./list-reader.ts', import.meta.url).href)};
  import { listedRows } from ${JSON.stringify(new URL('./listed-rows.ts', import.meta.url).href)};
  const path = process.argv[1];
  const rows = readers[path.slice(path.lastIndexOf('.') + 1)](path, defaultLimits);
  let members = 0;
  for await (const batch of listedRows(rows, { agency: 'civil-affairs', today: '2026-03-01' }))
    for (const row of batch) if (row.parse().ok) members++;
  console.log(JSON.stringify({ members, kibibytes: process.resourceUsage().maxRSS }));
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.for(Object.entries(files))(
  '200,000 people from %s are read in less than 220 MiB, code and parser included',
  // A busy machine collects garbage late: what really needs more never fits.
  { timeout: 120_000, retry: 3 },
  async ([fileName, written]) => {
    const path = join(folder, fileName);
    await pipeline(await written(), createWriteStream(path));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      reading,
      path,
    ]);
    const { members, kibibytes } = JSON.parse(stdout) as {
      readonly members: number;
      readonly kibibytes: number;
    };
    expect(members).toBe(people);
    expect(kibibytes / 1024).toBeLessThan(220);
  },
);
