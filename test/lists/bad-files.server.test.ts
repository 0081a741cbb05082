import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { madeZip, workbookParts } from '../../lists/readers/xlsx/made-workbook.ts';
import { aList, type ListHub, receive, type Sending, send, start, useListHub } from './hub-under-test.ts';
import { type Listed, people } from './people.ts';

const hub = useListHub();
const heading = '身份证号码,姓名,人员类别,认定日期';
const line = ({ idNumber, name }: Listed, category = '低保对象', since = '2024-01-01'): string =>
  `${idNumber},${name},${category},${since}`;
const csv = (...lines: readonly string[]): string => `${[heading, ...lines].join('\n')}\n`;
const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = (...rows: readonly string[]): string =>
  `<sheetData>${rows.map((row) => `<row>${row}</row>`).join('')}</sheetData>`;
const headCells = heading.split(',').map(cell).join('');

/** The rejected rows of a version, `row field:code …`. */
async function rejected(of: ListHub, version: Awaited<ReturnType<typeof send>>): Promise<readonly string[]> {
  const rows = await of.db
    .selectFrom('listRejections')
    .select(['rowNumber', 'errors', 'otherRow'])
    .where('listId', '=', version.listId)
    .where('version', '=', version.version)
    .orderBy('rowNumber')
    .execute();
  return rows.map(
    ({ rowNumber, errors, otherRow }) => `${rowNumber} ${errors}${otherRow === null ? '' : ` ${otherRow}`}`,
  );
}

const bomb = (): Buffer => madeZip(workbookParts(sheet(`${cell('x'.repeat(30_000_000))}`)));
const entities = (): Buffer =>
  madeZip(workbookParts('<!DOCTYPE x [<!ENTITY a "b">]><sheetData/>').map((part) => part));

const refused: readonly (readonly [string, () => string | Buffer, Sending, string])[] = [
  ['an empty file', () => '', {}, 'empty-file'],
  ['a file without a header', () => '甲,乙\n1,2\n'.repeat(40), {}, 'header-not-found'],
  ['a workbook that is called CSV', () => madeZip(workbookParts(sheet(headCells))), {}, 'wrong-type'],
  ['a CSV that is called a workbook', () => csv(), { format: 'xlsx' }, 'wrong-type'],
  ['a zip bomb', bomb, { format: 'xlsx' }, 'cell-too-large|zip-bomb'],
  ['an XML bomb', entities, { format: 'xlsx' }, 'xml-entity|damaged'],
  [
    'a workbook cut in the middle',
    () => madeZip(workbookParts(sheet(headCells))).subarray(0, 400),
    { format: 'xlsx' },
    'truncated|damaged',
  ],
  [
    'bytes of no encoding',
    () => Buffer.concat([Buffer.from(`${heading}\n`), Buffer.from([0xff, 0xff, 0x0a])]),
    {},
    'bad-encoding',
  ],
  ['NDJSON whose last line is cut', () => '{"identityNumber":"1', { format: 'ndjson' }, 'truncated'],
  [
    'a quote that is never closed',
    () => `${heading}\n"${'x'.repeat(200_000)}`,
    {},
    'cell-too-large|csv-quotes',
  ],
];

test.each(refused)('%s fails and leaves the list as it is', async (_, file, sending, codes) => {
  const listId = await aList(hub());
  await send(hub(), listId, csv(...people(3).map((one) => line(one))));
  const failed = await send(hub(), listId, file(), sending);
  expect(failed.state).toBe('failed');
  expect(codes.split('|')).toContain(failed.reasons[0]?.split(', ')[0]);
  expect(await hub().parts.versions.serving(listId)).toMatchObject({ version: 1, members: { after: 3 } });
});

test('every rejected row is told with all its errors, and comes back as the same kind of file', async () => {
  const listId = await aList(hub());
  const [a, b, c] = people(3) as [Listed, Listed, Listed];
  const version = await send(
    hub(),
    listId,
    csv(
      line(a),
      `${b.idNumber.slice(0, 17)}?,,甲类,2024-02-30`,
      line(a),
      `${c.idNumber},=cmd(),低保对象,2024-01-01`,
    ),
  );
  expect(version.rows).toEqual({ received: 4, accepted: 1, rejected: 3 });
  expect(await rejected(hub(), version)).toEqual([
    '3 identityNumber:identity-characters name:name-missing categories:category-unknown from:from-invalid',
    '4 identityNumber:duplicate-row 2',
    '5 name:name-characters',
  ]);
  const pieces: Uint8Array[] = [];
  for await (const piece of hub().parts.files.fileBytes(version.reportId ?? '')) pieces.push(piece);
  const report = Buffer.concat(pieces).toString('utf8').split('\r\n');
  expect(report[0]).toBe(`\uFEFF${heading},错误 · errors`);
  expect(report).toHaveLength(5);
  expect(report[1]).toContain('第 3 行');
  expect(report[1]).toContain('[category-unknown]');
  // What a spreadsheet would execute is shown instead.
  expect(report[3]).toContain(",'=cmd(),");
});

test('one person named twice, with one name or with two, and with two dates of birth', async () => {
  const listId = await aList(hub());
  const [a, b, c] = people(3) as [Listed, Listed, Listed];
  const born = '出生日期';
  const text = [
    `${heading},${born}`,
    `${line(a)},`,
    `${line({ ...a, name: '张三' })},`,
    `${line(a, '特困')},`,
    `${line(b)},`,
    `${line(b)},`,
    `${line(c)},1900-01-01`,
  ].join('\n');
  const version = await send(hub(), listId, `${text}\n`);
  expect(version.rows).toEqual({ received: 6, accepted: 3, rejected: 3 });
  expect(version.members).toMatchObject({ added: 2, after: 2 });
  expect(await rejected(hub(), version)).toEqual([
    '3 identityNumber:duplicate-differs 2',
    '6 identityNumber:duplicate-row 5',
    '7 birthDate:birth-date-differs',
  ]);
});

test('a typo in the identity number itself never ends cover', async () => {
  const listId = await aList(hub());
  const [a, b, c] = people(3) as [Listed, Listed, Listed];
  await send(hub(), listId, csv(line(a), line(b), line(c)));
  const wrong = `${b.idNumber.slice(0, 17)}${b.idNumber.endsWith('1') ? '2' : '1'}`;
  const version = await send(
    hub(),
    listId,
    csv(line(a), line({ idNumber: wrong as Listed['idNumber'], name: '王五' })),
  );
  expect(version.members).toMatchObject({ before: 3, unchanged: 1, kept: 1, removed: 1, after: 2 });
  const ref = await hub().people.find(b);
  if (ref === undefined) throw new Error('the person is not in the vault');
  const listed = await hub().memberships.categoriesOn({ personRef: ref, on: localDate('2026-03-01') });
  expect(listed.map(({ code }) => code)).toEqual(['subsistence-allowance']);
});

test('numbers as people write them are one person: full width, lower-case x, 15 digits, names with · and rare characters', async () => {
  const listId = await aList(hub());
  const [a, b] = people(2) as [Listed, Listed];
  const rare = { ...b, name: '古丽•热合曼' };
  await send(hub(), listId, csv(line({ ...a, name: '𠮷䶮' }), line(rare)));
  const wide = a.idNumber.replace(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0));
  const old = `${b.idNumber.slice(0, 6)}${b.idNumber.slice(8, 17)}`;
  const second = await send(
    hub(),
    listId,
    csv(
      line({ idNumber: wide.toLowerCase() as Listed['idNumber'], name: '𠮷䶮' }),
      line({ idNumber: old as Listed['idNumber'], name: '古丽·热合曼' }),
    ),
  );
  expect(second.members).toMatchObject({ before: 2, unchanged: 2, changed: 0, after: 2 });
});

test('two uploads of one list at once become two versions; the later one serves', async () => {
  const listId = await aList(hub());
  const [a, b] = people(2) as [Listed, Listed];
  const [one, two] = await Promise.all([
    receive(hub(), listId, csv(line(a))),
    receive(hub(), listId, csv(line(a), line(b))),
  ]);
  expect(new Set([one.version.version, two.version.version])).toEqual(new Set([1, 2]));
  const inOrder = [one, two].toSorted((x, y) => x.version.version - y.version.version);
  const started = await Promise.all(inOrder.map(({ version }) => start(hub(), version)));
  await started[1]?.result();
  await expect
    .poll(async () => (await hub().parts.versions.serving(listId))?.version, { timeout: 20_000 })
    .toBe(2);
  // The older one was released before it, or waits for a person.
  await expect
    .poll(async () => (await hub().parts.versions.version({ listId, version: 1 }))?.state, {
      timeout: 20_000,
    })
    .toMatch(/superseded|held/);
  await started[0]?.terminate().catch(() => undefined);
});

test('many wrong rows stay countable, and the good ones serve', async () => {
  const listId = await aList(hub());
  const good = people(600).map((one) => line(one));
  const bad = people(400).map(({ idNumber, name }) => `${idNumber.slice(0, 17)},${name},低保对象,2024-01-01`);
  const version = await send(
    hub(),
    listId,
    csv(...good.flatMap((row, at) => [row, ...bad.slice(at, at + 1)])),
  );
  expect(version).toMatchObject({
    state: 'released',
    rows: { received: 1_000, accepted: 600, rejected: 400 },
    members: { added: 600, after: 600 },
  });
});
