import { constants, deflateRawSync } from 'node:zlib';
import { madeWorkbook, madeZip, workbookParts } from '../../lists/readers/xlsx/made-workbook.ts';
import { people } from '../lists/people.ts';
import type { FileBody, Format } from './agency.ts';

export const heading = '身份证号码,姓名,人员类别,认定日期';
const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const headCells = heading.split(',').map(cell).join('');
/** The rows of a sheet, each given as the XML of its cells; the header above them. */
export const sheet = (...rows: readonly string[]): string =>
  `<sheetData>${[headCells, ...rows].map((row) => `<row>${row}</row>`).join('')}</sheetData>`;
export const cellsOf = (...texts: readonly string[]): string => texts.map(cell).join('');

const mebibyte = 2 ** 20;
const flushed = (text: string | Buffer): Buffer =>
  deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });

/** A workbook of a few mebibytes whose one cell is `bytes` long: one deflated piece, again and again. */
export function giantCell(bytes: number, declared = bytes): Buffer {
  const [begin = '', end = ''] = workbookSheet(sheet(`<c t="inlineStr"><is><t>@</t></is></c>`)).split('@');
  const piece = flushed(Buffer.alloc(mebibyte, 'x'));
  const pieces = Array<Buffer>(Math.ceil(bytes / mebibyte)).fill(piece);
  const deflated = Buffer.concat([flushed(begin), ...pieces, deflateRawSync(end)]);
  const name = 'xl/worksheets/sheet1.xml';
  const others = workbookParts('').filter((part) => part.name !== name);
  return madeZip([...others, { name, content: '', deflated, declaredSize: declared }]);
}

function workbookSheet(sheetXml: string): string {
  return workbookParts(sheetXml).at(-1)?.content.toString() ?? '';
}

/** So many mebibytes of one line, never in memory at once. */
export async function* endlessLine(mebibytes: number, begin: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(begin);
  const piece = Buffer.alloc(mebibyte, 'x');
  for (let at = 0; at < mebibytes; at += 1) yield piece;
}

const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at || ''};`.repeat(10)}">`,
).join('')}]>`;
const bombed = (name: string, document: string): Buffer =>
  madeZip([...workbookParts(sheet()).filter((part) => part.name !== name), { name, content: document }]);

const list = (): string =>
  `${heading}\n${people(40)
    .map(({ idNumber, name }) => `${idNumber},${name},低保对象,2024-01-01\n`)
    .join('')}`;
const workbook = (): Buffer =>
  madeWorkbook(
    sheet(...people(40).map(({ idNumber, name }) => cellsOf(idNumber, name, '低保', '2024-01-01'))),
  );
/** A workbook whose first sheet the officer cannot even unhide by the menu, and whose second is seen. */
export function afterHidden(hidden: string, seen: string): Buffer {
  const textOf = (name: string): string =>
    workbookParts('')
      .find((part) => part.name === name)
      ?.content.toString() ?? '';
  const book = textOf('xl/workbook.xml').replace(
    /<sheet [^>]*\/>/,
    (sheetTag) =>
      sheetTag.replace('/>', ' state="veryHidden"/>') +
      sheetTag.replace('名单', '新').replace('"1"', '"2"').replace('rId1', 'rId9'),
  );
  const relations = textOf('xl/_rels/workbook.xml.rels').replace(
    /<Relationship [^>]*sheet1[^>]*>/,
    (relation) => relation + relation.replace('rId1', 'rId9').replace('sheet1', 'sheet2'),
  );
  return madeZip(
    workbookParts(hidden, [
      { name: 'xl/workbook.xml', content: book },
      { name: 'xl/_rels/workbook.xml.rels', content: relations },
      { name: 'xl/worksheets/sheet2.xml', content: workbookSheet(seen) },
    ]),
  );
}

const hiddenOnly = (): Buffer => {
  const parts = workbookParts(sheet(cellsOf(people(1)[0]?.idNumber ?? '', '张三', '低保', '2024-01-01')));
  return madeZip(
    parts.map((part) => ({
      ...part,
      content: part.content.toString().replace('<sheet ', '<sheet state="hidden" '),
    })),
  );
};

/** Files that are refused as a whole: what they are, the file, the type they are sent as, and the code of the refusal. */
export const refusedFiles: readonly (readonly [string, () => FileBody, Format, string])[] = [
  ['an empty file', () => '', 'csv', 'empty-file'],
  ['a workbook cell of 3 GB', () => giantCell(3 * 1024 * mebibyte), 'xlsx', 'zip-bomb'],
  ['a cell of 3 GB that says it is small', () => giantCell(3 * 1024 * mebibyte, 9_000), 'xlsx', 'zip-bomb'],
  ['a CSV line of 40 MiB', () => endlessLine(40, `${heading}\n`), 'csv', 'cell-too-large'],
  ['a quoted cell of 40 MiB', () => endlessLine(40, `${heading}\n"`), 'csv', 'cell-too-large'],
  ['an NDJSON line of 40 MiB', () => endlessLine(40, '{"name":"'), 'ndjson', 'cell-too-large'],
  [
    'a billion laughs in the sheet',
    () => bombed('xl/worksheets/sheet1.xml', `${laughs}<worksheet><sheetData>&lol9;</sheetData></worksheet>`),
    'xlsx',
    'xml-entity',
  ],
  [
    'a billion laughs in the shared strings',
    () => bombed('xl/sharedStrings.xml', `${laughs}<sst><si><t>&lol9;</t></si></sst>`),
    'xlsx',
    'xml-entity',
  ],
  [
    'a file of the server named as an entity',
    () =>
      bombed(
        'xl/workbook.xml',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><workbook>&f;</workbook>',
      ),
    'xlsx',
    'xml-entity',
  ],
  ['a workbook sent as CSV', workbook, 'csv', 'wrong-type'],
  ['a workbook sent as NDJSON', workbook, 'ndjson', 'wrong-type'],
  ['CSV sent as a workbook', list, 'xlsx', 'wrong-type'],
  ['NDJSON sent as a workbook', () => '{"name":"张三"}\n', 'xlsx', 'wrong-type'],
  [
    'an old .xls sent as a workbook',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    'xlsx',
    'old-or-encrypted-workbook',
  ],
  [
    'a picture sent as CSV',
    () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'csv',
    'wrong-type',
  ],
  ['half a workbook', () => workbook().subarray(0, 900), 'xlsx', 'truncated'],
  ['a workbook without its last byte', () => workbook().subarray(0, -1), 'xlsx', 'truncated'],
  ['NDJSON cut in its last line', () => '{"name":"张三"}\n{"name":"李', 'ndjson', 'truncated'],
  ['CSV cut inside a quoted cell', () => `${list()}"500234`, 'csv', 'csv-quotes'],
  ['CSV cut inside a character', () => Buffer.from(`${list()}张`).subarray(0, -1), 'csv', 'bad-encoding'],
  ['a workbook of which every sheet is hidden', hiddenOnly, 'xlsx', 'no-visible-sheet'],
  ['a table without a header', () => '甲,乙\n1,2\n'.repeat(40), 'csv', 'header-not-found'],
];
