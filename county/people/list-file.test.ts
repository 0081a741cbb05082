import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { defaultLimits } from '../../lists/readers/list-reader.ts';
import { listedRows } from '../../lists/readers/listed-rows.ts';
import { readers } from '../../lists/readers/reader-for.ts';
import { countyOf } from './counties.ts';
import { encodeGb18030 } from './gb18030.ts';
import { badKinds, oddKinds } from './list-errors.ts';
import { type ListFileOptions, writeListFile } from './list-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'list-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = (name: string, more: Partial<ListFileOptions> = {}): ListFileOptions => ({
  path: join(folder, name),
  format: 'csv',
  encoding: 'utf-8',
  county: countyOf('kaizhou'),
  agency: 'civil-affairs',
  people: 2_000,
  seed: 11,
  ...more,
});

const linesOf = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\r\n');

test('the same options give the same bytes', async () => {
  await writeListFile(options('a.csv'));
  await writeListFile(options('b.csv'));
  expect(readFileSync(join(folder, 'b.csv'))).toEqual(readFileSync(join(folder, 'a.csv')));
});

test('counts what it wrote: rows, good rows, and every kind', async () => {
  const each = Object.fromEntries(
    [...badKinds, ...oddKinds, 'duplicate' as const].map((kind) => [kind, 20_000]),
  );
  const count = await writeListFile(options('kinds.csv', { perMillion: each }));
  const rows = linesOf('kinds.csv').slice(1);
  expect(rows).toHaveLength(count.rows);
  expect(count.rows).toBe(2_000 + (count.kinds.duplicate ?? 0));
  for (const kind of [...badKinds, 'duplicate'] as const) expect(count.kinds[kind]).toBeGreaterThan(15);
  for (const kind of oddKinds) expect(count.kinds[kind]).toBeGreaterThan(0);
  const wrong = rows.filter((row) => {
    const parsed = parseIdentityNumber(row.split(',')[0] ?? '');
    return !parsed.ok && parsed.problems.join() === 'identity-check-digit';
  });
  // The letter O and the 31st of February are other errors; a disability number is none.
  expect(wrong).toHaveLength(count.kinds['wrong-check-digit'] ?? 0);
});

test('a next version differs in the share that was asked for', async () => {
  await writeListFile(options('v1.csv'));
  const count = await writeListFile(options('v2.csv', { changedPerMillion: 10_000 }));
  const [before, after] = [linesOf('v1.csv'), linesOf('v2.csv')];
  expect(before.filter((row, at) => row !== after[at])).toHaveLength(count.changed);
  expect(count.changed).toBeGreaterThan(5);
});

test('GB18030 reads back, rare characters too', async () => {
  await writeListFile(options('gb.csv', { encoding: 'gb18030' }));
  await writeListFile(options('utf.csv'));
  const decoded = new TextDecoder('gb18030', { fatal: true }).decode(readFileSync(join(folder, 'gb.csv')));
  expect(decoded).toBe(readFileSync(join(folder, 'utf.csv'), 'utf8'));
  const rare = '䶮𠮷㛃𬀩·€ḿ巴图aZ9';
  expect(new TextDecoder('gb18030', { fatal: true }).decode(encodeGb18030(rare))).toBe(rare);
});

test('NDJSON holds one member a line', async () => {
  const count = await writeListFile(options('m.ndjson', { format: 'ndjson', people: 10 }));
  const members = readFileSync(join(folder, 'm.ndjson'), 'utf8').trimEnd().split('\n');
  expect(members).toHaveLength(count.rows);
  expect(JSON.parse(members[0] ?? '')).toMatchObject({ identityNumber: expect.any(String), to: null });
});

test.each([
  ['csv', 'utf-8', 'kaizhou', 'civil-affairs'],
  ['csv', 'gb18030', 'kaizhou', 'rural-revitalization'],
  ['ndjson', 'utf-8', 'linhe', 'rural-revitalization'],
] as const)(
  'the hub reads a %s file in %s and rejects the bad rows only',
  async (format, encoding, slug, agency) => {
    const each = Object.fromEntries([...badKinds, ...oddKinds].map((kind) => [kind, 20_000]));
    const name = `read.${format}`;
    const county = countyOf(slug);
    const count = await writeListFile(
      options(name, { format, encoding, county, agency, people: 1_000, perMillion: each }),
    );
    const read = await readBack(format, { path: join(folder, name), agency });
    expect(read.accepted).toBe(count.good);
    expect(read.rejected).toBe(count.rows - count.good);
  },
);

async function readBack(
  format: ListFormat,
  { path, agency }: { readonly path: string; readonly agency: string },
): Promise<{ readonly accepted: number; readonly rejected: number }> {
  let accepted = 0;
  let rejected = 0;
  const rows = readers[format](path, defaultLimits);
  for await (const batch of listedRows(rows, { agency, today: localDate('2026-03-01') }))
    for (const row of batch) {
      if (row.parse().ok) accepted++;
      else rejected++;
    }
  return { accepted, rejected };
}
