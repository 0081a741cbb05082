import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readCsv } from './csv.ts';
import { heading, madeRow, outcome, type Row } from './files-for-tests.ts';
import type { ListReader } from './list-reader.ts';
import { type MadePart, madeWorkbook } from './xlsx/made-workbook.ts';
import { readXlsx } from './xlsx.ts';

const table: readonly Row[] = [heading, ...Array.from({ length: 5 }, (_, at) => madeRow(at))];
const spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
/** 6 January 2024, the day in every row of the table. */
const serial = 45_297;
const days1904 = 1_462;

const csv = (lineEnd: string, quoted: boolean): string =>
  table.map((row) => row.map((cell) => (quoted ? `"${cell}"` : cell)).join(',') + lineEnd).join('');

const place = (row: number, column: number): string => `${'ABCDE'[column]}${row + 1}`;
const isDay = (cell: string): boolean => /^\d{4}-\d\d-\d\d$/.test(cell);

/** Texts apart and days as numbers of their format, as spreadsheets keep them. */
function workbook(how: {
  readonly dayFormat: string;
  readonly dayValue?: number;
  /** LibreOffice says of numbers too what they are. */
  readonly typed?: boolean;
  /** Mac Excel counts days from 1904. */
  readonly from1904?: boolean;
  /** WPS leaves empty cells with a style beside and below the table. */
  readonly styledEmpties?: boolean;
}): Buffer {
  const texts = [...new Set(table.flat().filter((cell) => !isDay(cell)))];
  const cellOf = (cell: string, at: string): string =>
    isDay(cell)
      ? `<c r="${at}" s="1"${how.typed === true ? ' t="n"' : ''}><v>${how.dayValue ?? serial}</v></c>`
      : `<c r="${at}" s="0" t="s"><v>${texts.indexOf(cell)}</v></c>`;
  const empties = how.styledEmpties === true ? '<c r="H1" s="1"/>' : '';
  const rows = table.map(
    (row, at) =>
      `<row r="${at + 1}">${row.map((cell, column) => cellOf(cell, place(at, column))).join('')}${at === 0 ? empties : ''}</row>`,
  );
  const below =
    how.styledEmpties === true
      ? `<row r="${table.length + 1}"><c r="A${table.length + 1}" s="0"/></row>`
      : '';
  const changes: MadePart[] = [
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst ${spreadsheet}>${texts.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet ${spreadsheet}><numFmts count="1"><numFmt numFmtId="176" formatCode="${how.dayFormat}"/></numFmts><cellXfs count="2"><xf numFmtId="49"/><xf numFmtId="176" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    ...(how.from1904 === true
      ? [
          {
            name: 'xl/workbook.xml',
            content: `<workbook ${spreadsheet} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
          },
        ]
      : []),
  ];
  return madeWorkbook(`<sheetData>${rows.join('')}${below}</sheetData>`, changes);
}

const saved: readonly (readonly [string, ListReader, Uint8Array])[] = [
  ['Excel, CSV of a Chinese Windows', readCsv, iconv.encode(csv('\r\n', false), 'gb18030')],
  ['Excel, CSV UTF-8', readCsv, Buffer.from(`\uFEFF${csv('\r\n', false)}`)],
  ['WPS, CSV', readCsv, iconv.encode(csv('\r\n', false), 'gbk')],
  ['LibreOffice, CSV with every text quoted', readCsv, Buffer.from(csv('\n', true))],
  ['Excel, workbook', readXlsx, workbook({ dayFormat: 'yyyy/m/d;@' })],
  [
    'Excel of a Mac, workbook',
    readXlsx,
    workbook({ dayFormat: 'yyyy/m/d', dayValue: serial - days1904, from1904: true }),
  ],
  [
    'WPS, workbook',
    readXlsx,
    workbook({ dayFormat: 'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@', styledEmpties: true }),
  ],
  ['LibreOffice, workbook', readXlsx, workbook({ dayFormat: 'YYYY\\-MM\\-DD', typed: true })],
];

test.each(saved)('%s: the same members', async (_, reader, bytes) => {
  const { accepted, rejected } = await outcome(reader, bytes);
  expect(rejected).toEqual([]);
  const expected = await outcome(readCsv, Buffer.from(csv('\n', false)));
  expect(accepted).toHaveLength(table.length - 1);
  expect(accepted).toEqual(expected.accepted);
});
