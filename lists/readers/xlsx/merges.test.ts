import { expect, test } from 'vitest';
import { rowOfCells } from '../list-reader.ts';
import { arriving } from '../reading-for-tests.ts';
import { mergeFiller, verticalMerges } from './merges.ts';

const xml = Buffer.from(
  '<worksheet><sheetData/><mergeCells count="4"><mergeCell ref="A1:F1"/><mergeCell ref="AB7:AC9"/><x:mergeCell ref="B2:B4"/><mergeCell ref="C5:C5"/></mergeCells></worksheet>',
);

test.each([1, 7, 50, 1000])('merges over rows are found in pieces of %d bytes, each once', async (size) => {
  expect(await verticalMerges(() => arriving(xml, size), 'a')).toEqual([
    { column: 1, firstRow: 2, lastRow: 4 },
    { column: 27, firstRow: 7, lastRow: 9 },
  ]);
});

test.each([
  [
    'in single quotes',
    "<worksheet><sheetData/><mergeCells><mergeCell ref='A2:A3'/></mergeCells></worksheet>",
    1,
  ],
  [
    'in a comment',
    '<worksheet><sheetData/><!-- <mergeCells><mergeCell ref="A2:A3"/></mergeCells> --></worksheet>',
    0,
  ],
  ['outside their place', '<worksheet><sheetData/><extLst><mergeCell ref="A2:A3"/></extLst></worksheet>', 0],
  [
    'behind a comment that looks like the rows’ end',
    '<worksheet><sheetData><!-- </sheetData> --><row r="1"/></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>',
    1,
  ],
  [
    'inside a comment behind a false end',
    '<worksheet><sheetData><!-- </sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells> --><row r="1"/></sheetData></worksheet>',
    0,
  ],
  [
    'under other prefixes',
    '<x:worksheet><x:sheetData></x:sheetData ><x:mergeCells><x:mergeCell ref="A2:A3"></x:mergeCell></x:mergeCells></x:worksheet>',
    1,
  ],
])('merges %s', async (_, sheet, count) => {
  for (const size of [1, 9, 1000])
    expect(await verticalMerges(() => arriving(Buffer.from(sheet), size), 'a')).toHaveLength(count);
});

test('a merge ends with its last row, also when rows are missing', () => {
  const fill = mergeFiller([
    { column: 0, firstRow: 1, lastRow: 3 },
    { column: 1, firstRow: 4, lastRow: 6 },
  ]);
  const row = (rowNumber: number, ...cells: string[]) => fill(rowOfCells(rowNumber, cells)).cells;
  expect(row(1, 'H-1', 'a')).toEqual(['H-1', 'a']);
  expect(row(3, '', 'b')).toEqual(['H-1', 'b']);
  expect(row(5, '', '')).toEqual(['', '']);
  expect(row(7, '')).toEqual(['']);
});
