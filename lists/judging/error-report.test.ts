import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { ListFormat } from '../../domain/list-formats.ts';
import { allRows, collected } from '../readers/reading-for-tests.ts';
import { readXlsx } from '../readers/xlsx.ts';
import { errorReport, type RejectedRow } from './error-report.ts';

const header = ['身份证号码', '姓名', '住址'];
const dangerous = ["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '="x","y"', '=1\n=2'];
const harmless = ["'=1", '张三', 'a=b', ' 王 五 ', '"引号"', '1,2', '两\n行'];

async function report(format: ListFormat, cells: readonly string[]): Promise<Buffer> {
  const rows: readonly RejectedRow[] = cells.map((cell, at) => ({
    ...{ rowNumber: at + 2, header, cells: ['1', cell, cell], otherRow: null },
    errors: ['name:name-characters'],
  }));
  const coming = (async function* () {
    yield* rows;
  })();
  return Buffer.concat(await collected(errorReport(format, coming)));
}

test.each(dangerous)('%j is shown by a spreadsheet that opens the CSV, never executed', async (cell) => {
  const [, row = []] = parse(await report('csv', [cell]), { bom: true }) as string[][];
  expect(row.slice(1, 3)).toEqual([`'${cell}`, `'${cell}`]);
  for (const one of row) expect(one).not.toMatch(/^[=+\-@\t\r]/);
});

test.each(harmless)('%j comes back as it was sent', async (cell) => {
  const [, row = []] = parse(await report('csv', [cell]), { bom: true }) as string[][];
  expect(row.slice(1, 3)).toEqual([cell, cell]);
});

test('a header that a spreadsheet would execute is shown too', async () => {
  const rows = (async function* () {
    yield {
      rowNumber: 2,
      header: ['=1+1', '姓名'],
      cells: ['1', '2'],
      errors: ['name:name-characters'],
      otherRow: null,
    };
  })();
  const [head = []] = parse(Buffer.concat(await collected(errorReport('csv', rows))), {
    bom: true,
  }) as string[][];
  expect(head[0]).toBe("'=1+1");
});

test('a workbook holds texts and no formula; NDJSON the very words', async () => {
  const cells = [...dangerous, ...harmless].filter((cell) => !/[\r\t]/.test(cell));
  const rows = await allRows(readXlsx, await report('xlsx', cells));
  expect(rows.slice(1).map((row) => row.cells[1])).toEqual(cells);
  expect(rows.flatMap((row) => row.problems)).toEqual([]);
  const lines = (await report('ndjson', dangerous)).toString().trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { 姓名: string }).姓名)).toEqual(dangerous);
});
