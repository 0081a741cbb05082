import { expect, test } from 'vitest';
import { outcome } from '../files-for-tests.ts';
import { refusal } from '../reading-for-tests.ts';
import { readXlsx } from '../xlsx.ts';
import { madeWorkbook, madeZip } from './made-workbook.ts';

const head = ['姓名', '身份证号', '类别', '纳入时间'];
const inline = (cells: readonly string[], row: number): string =>
  `<row r="${row}">${cells.map((cell) => (cell.startsWith('<c') ? cell : `<c t="inlineStr"><is><t>${cell}</t></is></c>`)).join('')}</row>`;
const sheet = (...rows: readonly (readonly string[])[]): string =>
  `<sheetData>${[head, ...rows].map((row, at) => inline(row, at + 1)).join('')}</sheetData>`;
const workbook1904 = {
  name: 'xl/workbook.xml',
  content:
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
};
const person = ['测甲', '11010519491231002X', '低保'];
const firstDays = async (bytes: Uint8Array) =>
  (await outcome(readXlsx, bytes)).accepted.map(({ from }) => from);

test('number formats of conditional formatting do not count for cells', async () => {
  const styles = {
    name: 'xl/styles.xml',
    content:
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="0.00"/></dxf></dxfs></styleSheet>',
  };
  const book = madeWorkbook(sheet([...person, '<c s="0"><v>19000</v></c>']), [styles]);
  expect(await firstDays(book)).toEqual(['1952-01-07']);
});

test('a day without a date format counts in the calendar of its workbook, also when it is typed as text', async () => {
  const rows = sheet([...person, '<c><v>43835</v></c>'], ['测乙', '150802196503150016', '低保', '43835']);
  expect(await firstDays(madeWorkbook(rows, [workbook1904]))).toEqual(['2024-01-06', '2024-01-06']);
  expect(await firstDays(madeWorkbook(rows))).toEqual(['2020-01-05', '2020-01-05']);
});

test('the result of a formula is unescaped as every other text', async () => {
  const book = madeWorkbook(
    sheet([
      '<c t="str"><f>A9</f><v>测甲_x000D_</v></c>',
      '<c t="str"><v>11010519491231002X_x000D_</v></c>',
      '<c t="str"><v>低保_x000D_</v></c>',
      '<c t="str"><v>2024-01-06_x000D_</v></c>',
    ]),
  );
  expect(await firstDays(book)).toEqual(['2024-01-06']);
});

test('cells that are only formatted are no columns, to the last one there is', async () => {
  const styled = Array.from({ length: 16_384 }, () => '<c s="0"/>');
  const book = madeWorkbook(sheet([...person, '2024-01-06', ...styled]));
  expect(await firstDays(book)).toEqual(['2024-01-06']);
  const beyond = madeWorkbook(sheet([...person, '2024-01-06', ...styled.slice(0, 300), '多']));
  expect(await refusal(firstDays(beyond))).toMatchObject({ code: 'too-many-columns' });
});

test('a moment in a date cell is the day in China', async () => {
  const book = madeWorkbook(sheet([...person, '<c t="d"><v>2024-01-05T16:00:00Z</v></c>']));
  expect(await firstDays(book)).toEqual(['2024-01-06']);
});

test('a binary workbook says what to do', async () => {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const content = `<Relationships><Relationship Id="rId1" Type="${type}" Target="xl/workbook.bin"/></Relationships>`;
  const book = madeZip([
    { name: '_rels/.rels', content },
    { name: 'xl/workbook.bin', content: Buffer.from([0x83, 1, 0]) },
  ]);
  expect(await refusal(firstDays(book))).toMatchObject({ code: 'old-or-encrypted-workbook' });
});
