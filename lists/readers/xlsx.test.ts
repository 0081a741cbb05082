import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CellValue, readXlsx as readByHucre, writeXlsx } from 'hucre/xlsx';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { allRows } from './reading-for-tests.ts';
import { madeWorkbook } from './xlsx/made-workbook.ts';
import { readXlsx } from './xlsx.ts';

type Cells = Parameters<typeof writeXlsx>[0]['sheets'][number]['rows'];

const cells = async (bytes: Uint8Array) => (await allRows(readXlsx, bytes)).map((row) => row.cells);
const oneSheet = (rows: NonNullable<Cells>, stringMode: 'shared' | 'inline' = 'shared') =>
  writeXlsx({ sheets: [{ name: '名单', rows }], stringMode });
const strings = (texts: readonly string[]) => ({
  name: 'xl/sharedStrings.xml',
  content: `<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`,
});

describe('workbooks', () => {
  test.each(['shared', 'inline'] as const)(
    'texts kept as %s strings are read, titles and gaps in their places',
    async (mode) => {
      const book = await oneSheet(
        [['低保对象名单'], ['姓名', null, '身份证号'], [], ['𠮷䶮·买买提', 'a & <b>', '11010519491231002X']],
        mode,
      );
      const rows = await allRows(readXlsx, book);
      expect(rows.filter((row) => row.cells.length > 0).map((row) => [row.rowNumber, ...row.cells])).toEqual([
        [1, '低保对象名单'],
        [2, '姓名', '', '身份证号'],
        [4, '𠮷䶮·买买提', 'a & <b>', '11010519491231002X'],
      ]);
    },
  );

  test('the first sheet that the officer sees is read, not a hidden one before it', async () => {
    const book = await writeXlsx({
      sheets: [
        { name: '旧', rows: [['旧']], hidden: true },
        { name: '更旧', rows: [['更旧']], veryHidden: true },
        { name: '名单', rows: [['新']] },
        { name: '后', rows: [['后']] },
      ],
    });
    expect(await cells(book)).toEqual([['新']]);
  });

  test('merged titles stand in their first cell, and the header below is whole', async () => {
    const book = await writeXlsx({
      sheets: [
        {
          name: '名单',
          rows: [['2026 年第一季度名单'], ['姓名', '身份证号', '类别']],
          merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }],
        },
      ],
    });
    const [title, header] = await cells(book);
    expect([title?.[0], header]).toEqual(['2026 年第一季度名单', ['姓名', '身份证号', '类别']]);
  });

  test('a cell merged over rows counts in each of them, but never over a text of their own', async () => {
    const book = await writeXlsx({
      sheets: [
        {
          name: '名单',
          rows: [
            ['户编号', '姓名'],
            ['H-1', '张三'],
            [null, '李四'],
            [null, '王五'],
            ['H-2', '赵六'],
            [null, '钱七'],
          ],
          merges: [
            { startRow: 1, startCol: 0, endRow: 3, endCol: 0 },
            { startRow: 4, startCol: 1, endRow: 5, endCol: 2 },
          ],
        },
      ],
    });
    expect(await cells(book)).toEqual([
      ['户编号', '姓名'],
      ['H-1', '张三'],
      ['H-1', '李四'],
      ['H-1', '王五'],
      ['H-2', '赵六'],
      ['', '钱七'],
    ]);
  });

  test('days are read by their style in both calendars, numbers stay numbers', async () => {
    const day = new Date(Date.UTC(2024, 1, 29));
    for (const dateSystem of ['1900', '1904'] as const) {
      const book = await writeXlsx({
        dateSystem,
        sheets: [{ name: '名单', rows: [[day, 45351, 13800000000, 1.5, true]] }],
      });
      expect(await cells(book)).toEqual([['2024-02-29', '45351', '13800000000', '1.5', 'TRUE']]);
    }
  });

  test('a formula counts by what was computed last, and is a bad cell without it', async () => {
    const sheet = `<sheetData><row r="1"><c r="A1" t="str"><f>B1</f><v>张三</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>`;
    const [row] = await allRows(readXlsx, madeWorkbook(sheet));
    expect(row).toMatchObject({
      rowNumber: 1,
      cells: ['张三', '', '', '#DIV/0!'],
      problems: [
        { column: 1, code: 'cell-formula-without-value' },
        { column: 3, code: 'cell-formula-error' },
      ],
    });
  });

  test('an identity number kept as a number is a bad cell; 15 digits are exact', async () => {
    const book = await oneSheet([[110105194912310020, 130503670401001]]);
    const [row] = await allRows(readXlsx, book);
    expect(row?.cells[1]).toBe('130503670401001');
    expect(row?.problems).toEqual([{ column: 0, code: 'cell-lost-digits' }]);
    const excel = '<sheetData><row r="1"><c r="A1"><v>1.1010519491231E+17</v></c></row></sheetData>';
    expect((await allRows(readXlsx, madeWorkbook(excel)))[0]?.problems).toEqual([
      { column: 0, code: 'cell-lost-digits' },
    ]);
  });

  test('runs are joined, phonetic readings left out, escapes undone', async () => {
    const sheet = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>李</t></r><r><t xml:space="preserve"> 四</t></r></is></c></row></sheetData>`;
    const book = madeWorkbook(sheet, [
      strings(['<r><t>张</t></r><rPh><t>zhāng</t></rPh><r><t>三</t></r>', '<t>a_x000A_b_x005F_c</t>']),
    ]);
    expect(await cells(book)).toEqual([['张三', 'a\nb_c', '李 四']]);
  });

  test('cells and rows without an address stand one after another; prefixed names are read', async () => {
    const sheet =
      '<x:sheetData xmlns:x="x"><x:row><x:c><x:v>1</x:v></x:c><x:c r="D1"><x:v>2</x:v></x:c></x:row><x:row/><x:row><x:c><x:v>3</x:v></x:c></x:row></x:sheetData>';
    expect(
      (await allRows(readXlsx, madeWorkbook(sheet))).map((row) => [row.rowNumber, ...row.cells]),
    ).toEqual([[1, '1', '', '', '2'], [2], [3, '3']]);
  });
});

describe('number styles', () => {
  const styled = async (formatCode: string, value: string) => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${formatCode}"/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`;
    const sheet = `<sheetData><row r="1"><c r="A1" s="1"><v>${value}</v></c></row></sheetData>`;
    return (await cells(madeWorkbook(sheet, [{ name: 'xl/styles.xml', content: styles }])))[0]?.[0];
  };

  test.each([
    ['yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@', '45351', '2024-02-29'],
    ['[$-804]yyyy\\-mm\\-dd', '45351', '2024-02-29'],
    ['m/d/yy h:mm', '45351.75', '2024-02-29'],
    ['yyyy-mm-dd', '59', '1900-02-28'],
    ['yyyy-mm-dd', '60', '1900-02-29'],
    ['yyyy-mm-dd', '61', '1900-03-01'],
    ['yyyy-mm-dd', '-5', '-5'],
    ['h:mm:ss', '0.5', '0.5'],
    ['#,##0.00&quot;yd&quot;', '45351', '45351'],
    ['[Red]0.00', '45351', '45351'],
    ['0.00E+00', '45351', '45351'],
    ['General', '45351', '45351'],
    ['000000', '123', '000123'],
  ])('%s shows %s as %s', async (formatCode, value, text) => {
    expect(await styled(formatCode, value)).toBe(text);
  });

  test.each([
    [14, '2024-02-29'],
    [31, '2024-02-29'],
    [57, '2024-02-29'],
    [20, '45351'],
    [4, '45351'],
  ])('built-in format %d shows %s', async (id, text) => {
    const styles = `<styleSheet><cellXfs><xf numFmtId="${id}"/></cellXfs></styleSheet>`;
    const sheet = '<sheetData><row r="1"><c r="A1" s="0"><v>45351</v></c></row></sheetData>';
    expect(await cells(madeWorkbook(sheet, [{ name: 'xl/styles.xml', content: styles }]))).toEqual([[text]]);
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hub-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('a path is read as it is; bytes leave no copy behind, also when reading stops early', async () => {
    const book = await oneSheet([['a'], ['b']]);
    const path = join(folder, 'a.xlsx');
    await writeFile(path, book);
    expect(await allRows(readXlsx, path)).toHaveLength(2);
    const copies = join(folder, 'copies');
    await mkdir(copies);
    vi.stubEnv('TMPDIR', copies);
    expect(await allRows(readXlsx, book)).toHaveLength(2);
    const stopping = allRows(readXlsx, book, { limits: { rows: 1 } });
    await expect(stopping).rejects.toMatchObject({ code: 'too-many-rows' });
    expect(await readdir(copies)).toEqual([]);
  });
});

const text = fc.string({
  unit: fc.constantFrom('张', '𠮷', '䶮', '·', 'a', '1', ' ', '&', '<', '"', "'", '_x', '\n', '\u0007'),
  minLength: 1,
  maxLength: 8,
});
const anyCell = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.integer({ min: -1e9, max: 1e14 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null),
);

test('any workbook is read as hucre reads it', async () => {
  const table = fc.array(fc.array(anyCell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('shared' as const, 'inline' as const), async (rows, mode) => {
      const book = await oneSheet(rows, mode);
      const oracle = (await readByHucre(book)).sheets[0]?.rows ?? [];
      const read = await allRows(readXlsx, book);
      const byNumber = new Map(read.map((row) => [row.rowNumber, row.cells]));
      for (const [at, expected] of oracle.entries()) {
        expect(trimmed(byNumber.get(at + 1) ?? [])).toEqual(trimmed(expected.map(shown)));
      }
      expect(read.filter((row) => trimmed(row.cells).length > 0).length).toBe(
        oracle.filter((row) => trimmed(row.map(shown)).length > 0).length,
      );
    }),
    { numRuns: 150 },
  );
});

function shown(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) throw new Error('no days are written here');
  return String(value);
}

function trimmed(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1);
}
