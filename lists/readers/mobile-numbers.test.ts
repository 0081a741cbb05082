import { expect, test } from 'vitest';
import { csvOf, formats, type Row } from './files-for-tests.ts';
import { readMobileNumbers } from './mobile-numbers.ts';
import { arriving } from './reading-for-tests.ts';

const of = (text: string | Uint8Array) =>
  readMobileNumbers(arriving(typeof text === 'string' ? Buffer.from(text) : text), 'csv');

const table: readonly Row[] = [
  ['姓名', '单位', '手机号码'],
  ['甲', '一中', '13800138000'],
  ['乙', '', '+86 138-0013-8001'],
  ['丙', '二中', '１３８００１３８００２'],
  ['丁', '二中', '138 0013 8000'],
  ['戊', '三中', ''],
  ['己', '三中', '0318-8220000'],
  ['庚', '三中', '13800138004、13800138005'],
  ['辛', '三中', '13800138006/8220000'],
];

test.each(formats)(
  'a table of people in $format gives its numbers, and nothing else',
  async ({ format, file }) => {
    // A table without the headings that name people has no keys of its own in the tests’ NDJSON.
    const rows = format === 'ndjson' ? null : await file(table);
    const lines = table.slice(1).map(([name, , phone]) => JSON.stringify({ 姓名: name, 手机号码: phone }));
    const read = await readMobileNumbers(arriving(rows ?? Buffer.from(lines.join('\n'))), format);
    const first = format === 'ndjson' ? 1 : 2;
    expect(read).toEqual({
      ...{ rows: 8, doubles: 1, phones: ['13800138000', '13800138001', '13800138002'] },
      wrongRows: [
        { row: first + 4, problems: ['phone-missing'] },
        { row: first + 5, problems: ['phone-not-mobile'] },
        { row: first + 6, problems: ['phone-several'] },
        { row: first + 7, problems: ['phone-several', 'phone-not-mobile'] },
      ],
    });
  },
);

test('a title, headings that come again, empty rows and a file of numbers alone are read', async () => {
  const titled = [['参保职工通讯录'], ['手机'], ['13800138000'], [''], ['手机'], ['13800138001']];
  expect(await of(csvOf(titled))).toMatchObject({ rows: 2, phones: ['13800138000', '13800138001'] });
  expect(await of('13800138000\n13800138001\n')).toMatchObject({ rows: 2, wrongRows: [] });
});

test.each([
  ['without a column of numbers', '姓名,单位\n甲,一中\n', 'phone-column-missing'],
  ['with two of them', '手机,联系电话\n13800138000,13800138001\n', 'header-column-twice'],
  ['without a number', '手机\n一\n', 'no-phone'],
  ['that is empty', '', 'empty-file'],
  ['whose bytes are no text', Buffer.from([0x31, 0xff, 0xff, 0x0a]), 'bad-encoding'],
  ['of something else', `手机\n13800138000\n${'一中\n'.repeat(1_001)}`, 'too-many-wrong-rows'],
])('a file %s is refused', async (_, text, code) => {
  await expect(of(text)).rejects.toMatchObject({ code });
});
