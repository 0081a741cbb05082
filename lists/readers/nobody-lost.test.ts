import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { readCsv } from './csv.ts';
import { csvOf, formats, heading, madeNumber, madeRow, outcome, type Row } from './files-for-tests.ts';
import { readNdjson } from './ndjson.ts';
import { refusal } from './reading-for-tests.ts';
import { readXlsx } from './xlsx.ts';

const text = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'));
const bare = (row: Row): string => row.join(',');

describe('quotes that swallow lines', () => {
  test('a stray quote is refused with its place, however the next quote stands', async () => {
    const swallowing = [
      bare(heading),
      bare(madeRow(1)),
      bare(madeRow(2, { address: '"中吉街道' })),
      bare(madeRow(3)),
      bare(madeRow(4, { address: '开州区"老街"3号' })),
      bare(madeRow(5)),
    ];
    const at = { line: 3, column: 5 };
    expect(await refusal(outcome(readCsv, text(swallowing)))).toEqual({ code: 'csv-quotes', at });
    const closing = swallowing.with(4, bare(madeRow(4, { address: '东街"' })));
    expect(await refusal(outcome(readCsv, text(closing)))).toEqual({ code: 'csv-quotes', at });
  });

  test('quotes inside one line and lines inside quotes are read as they are', async () => {
    const lines = ['5"管街', '开州区"老街"3号', '"东街\n2 号"', '"李,四 转"'].map((address, at) =>
      bare(madeRow(at, { address })),
    );
    const { accepted } = await outcome(readCsv, text([bare(heading), ...lines]));
    expect(accepted.map(({ address }) => address)).toEqual([
      '5"管街',
      '开州区"老街"3号',
      '东街\n2 号',
      '李,四 转',
    ]);
  });
});

describe.each(formats)('$format', ({ reader, file }) => {
  const wide: Row = [...heading, '成员1姓名', '成员1证件'];

  test('members beside the head refuse the file with their column', async () => {
    const rows = [wide, [...madeRow(1), '测二', madeNumber(2)]];
    expect(await refusal(outcome(reader, await file(rows)))).toMatchObject({
      code: 'numbers-not-read',
      at: { column: 7 },
    });
  });

  test('so do members with the numbers of old, whatever 15 digits other columns hold', async () => {
    const old = `500234${madeNumber(2).slice(8, 14)}001`;
    const rows = (heading_: string) => [
      [...heading, heading_],
      [...madeRow(1), old],
    ];
    expect(await refusal(outcome(reader, await file(rows('成员1证件'))))).toMatchObject({
      ...{ code: 'numbers-not-read', at: { column: heading.length + 1 } },
    });
    for (const other of ['户编号', '备注', '监护人身份证号'])
      expect((await outcome(reader, await file(rows(other)))).accepted).toHaveLength(1);
  });

  test('a member in a remark is one too', async () => {
    const rows = [heading, madeRow(1, { address: `同户:测二(${madeNumber(2).toLowerCase()})` })];
    expect(await refusal(outcome(reader, await file(rows)))).toMatchObject({ code: 'numbers-not-read' });
  });

  test('the number of a guardian or a head is of nobody whom the row lists, and one’s own said twice is nobody else’s', async () => {
    const others: Row = [...heading, '监护人身份证号', '户主身份证号码', '备注'];
    const rows = [others, [...madeRow(1), madeNumber(2), madeNumber(3), `原号 ${madeNumber(1)}`]];
    expect((await outcome(reader, await file(rows))).accepted).toHaveLength(1);
  });
});

test('people nested in an object are members too, and of two equal keys neither is dropped', async () => {
  const [name = '', number = ''] = madeRow(1);
  const own = { 姓名: name, 身份证号: number, 类别: '低保', 纳入时间: '2024-01-06' };
  const nested = JSON.stringify({ ...own, members: [{ name: '测二', id: madeNumber(2) }] });
  expect(await refusal(outcome(readNdjson, text([nested, ''])))).toMatchObject({ code: 'numbers-not-read' });
  const twice = JSON.stringify(own).replace('{', `{"身份证号":"${madeNumber(2)}",`);
  expect(await refusal(outcome(readNdjson, text([twice, ''])))).toMatchObject({
    code: 'header-column-twice',
  });
  const harmless = JSON.stringify({ ...own, 备注: '写作"类别":', 更多: { a: 1 } });
  expect((await outcome(readNdjson, text([harmless, '']))).accepted).toHaveLength(1);
});

test.each(formats.slice(0, 2))('$format: a person above the header is no title', async ({ reader, file }) => {
  const rows = [['低保名单'], madeRow(1), heading, madeRow(2)];
  expect(await refusal(outcome(reader, await file(rows)))).toEqual({
    code: 'people-above-header',
    at: { row: 2, column: 2 },
  });
});

test.each(formats.slice(0, 2))(
  '$format: a second table counts by its own header',
  async ({ reader, file }) => {
    const [name = '', number = '', category = '', from = ''] = madeRow(2);
    const rows = [
      heading,
      madeRow(1),
      ['身份证号码', '姓名', '纳入时间', '类别'],
      [number, name, from, category],
    ];
    expect((await outcome(reader, await file(rows))).accepted.map((one) => one.identityNumber)).toEqual(
      [1, 2].map(madeNumber),
    );
  },
);

describe('workbooks of several sheets', () => {
  type Rows = readonly Row[];
  const book = (...sheets: readonly Rows[]) =>
    writeXlsx({
      sheets: sheets.map((rows, at) => ({ name: `表${at}`, rows: rows.map((row) => [...row]) })),
    });
  const cover: Rows = [['填表说明'], ['姓名与身份证号须与户口簿一致']];

  test('a sheet a township is refused, and so are people without a header of their own', async () => {
    const code = 'sheets-not-read';
    for (const other of [
      [heading, madeRow(2)],
      [madeRow(2)],
      [heading, ['测二', '缺', '低保', '2024-01-06']],
    ])
      expect(await refusal(outcome(readXlsx, await book([heading, madeRow(1)], other)))).toEqual({
        code,
        at: { sheet: 2 },
      });
  });

  test('beside notes, a cover or an empty form the one sheet of people is read, wherever it stands', async () => {
    for (const sheets of [
      [cover, [heading, madeRow(1)]],
      [[heading, madeRow(1)], cover, [heading]],
    ])
      expect((await outcome(readXlsx, await book(...sheets))).accepted).toHaveLength(1);
  });
});

type Mutation = (rows: Row[], at: number, other: Row) => Row[];
const mutations: Readonly<Record<string, Mutation>> = {
  'as it is': (rows) => rows,
  'a quote before an address': (rows, at) =>
    rows.map((row, one) => (one === at ? row.with(-1, `"${row.at(-1)}`) : row)),
  'a quote behind an address': (rows, at) =>
    rows.map((row, one) => (one === at ? row.with(-1, `${row.at(-1)}"`) : row)),
  'a person above the header': (rows, _, other) => [other, ...rows],
  'a title above': (rows) => [['低保名单,共若干人'], ...rows],
  'a member beside the head': (rows, at, other) =>
    rows.map((row, one) =>
      one === 0 ? [...row, '成员姓名', '成员证件'] : one === at ? [...row, ...other.slice(0, 2)] : row,
    ),
  'a member in the address': (rows, at, other) =>
    rows.map((row, one) => (one === at ? row.with(-1, other.slice(0, 2).join(' ')) : row)),
  'a wrong number': (rows, at) =>
    rows.map((row, one) => (one === at && row.length > 1 ? row.with(1, '123') : row)),
  'invisible marks': (rows) => rows.map((row) => row.map((cell) => `\u202D${cell}\u200B`)),
  'a header again': (rows) => [...rows, heading, ...[]],
  'two in one cell': (rows, at, other) =>
    rows.map((row, one) => (one === at && row.length > 1 ? row.with(1, `${row[1]}/${other[1]}`) : row)),
};

/** Everybody whose number stands in the table, alone in a cell or within one. */
function named(rows: readonly Row[]): ReadonlySet<string> {
  const found = rows.flat().flatMap((cell) => cell.match(/\d{17}[\dX]/g) ?? []);
  return new Set(found.filter((number) => parseIdentityNumber(number).ok));
}

test.each(formats)(
  '$format: everybody whom a file names is accepted, rejected, or the file is refused',
  async ({ format, reader, file }) => {
    const step = fc.tuple(fc.constantFrom(...Object.keys(mutations)), fc.nat(20));
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(step, { maxLength: 3 }),
        fc.boolean(),
        async (people, steps, careless) => {
          const table: Row[] = [heading, ...Array.from({ length: people }, (_, at) => madeRow(at))];
          const rows = steps.reduce((before, [name, at], count) => {
            const place = 1 + (at % people);
            return mutations[name]?.(before, place, madeRow(100 + count)) ?? before;
          }, table);
          // A careless program writes cells as they are, whatever quotes stand in them.
          const bytes = format === 'csv' && careless ? text(rows.map(bare)) : await file(rows);
          try {
            const { accepted, rejected } = await outcome(reader, bytes);
            const told = new Set([
              ...accepted.map(({ identityNumber }) => identityNumber as string),
              ...named(rejected.map(({ cells }) => cells)),
            ]);
            expect([...named(rows)].filter((number) => !told.has(number))).toEqual([]);
            read += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableFile);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(read).toBeGreaterThan(20);
  },
);

test('an apostrophe before each cell and marks that nobody sees change no cell, whichever its column, and no heading', async () => {
  const marks = [
    '\u202D',
    '\u200E',
    '\u00AD',
    '\u200B',
    '\u2060',
    '\u034F',
    '\uFE0F',
    '‘',
    '’',
    "'",
    '\u00A0',
  ];
  for (const mark of marks)
    for (let column = 0; column < heading.length; column += 1) {
      const marked = (row: Row): Row => row.with(column, `${mark}${row[column]}`);
      const { accepted, rejected } = await outcome(readCsv, csvOf([marked(heading), marked(madeRow(1))]));
      expect([mark.codePointAt(0), column, rejected]).toEqual([mark.codePointAt(0), column, []]);
      expect(accepted).toEqual((await outcome(readCsv, csvOf([heading, madeRow(1)]))).accepted);
    }
});
