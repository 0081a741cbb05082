import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { readCsv } from './csv.ts';
import { defaultLimits, type ListReader } from './list-reader.ts';
import { listedRows } from './listed-rows.ts';
import { readNdjson } from './ndjson.ts';
import { arriving, collected, refusal } from './reading-for-tests.ts';
import { readXlsx } from './xlsx.ts';

const settings = { agency: 'civil-affairs', today: localDate('2026-03-01') };
const listed = async (reader: ListReader, bytes: Uint8Array) => {
  const batches = await collected(listedRows(reader(arriving(bytes), defaultLimits), settings));
  return batches.flat().map((one) => ({ row: one.row, header: one.header, parsed: one.parse() }));
};
const table = [
  ['开州区 2026 年低保名单'],
  ['单位：开州区民政局', '', '2026-02-28'],
  ['序号', '姓名', '身份证号', '救助类别', '纳入时间'],
  ['1', '张三', '11010519491231002X', '低保对象', '2024年1月5日'],
  ['', '', '', '', ''],
  ['序号', '姓名', '身份证号', '救助类别', '纳入时间'],
  ['2', '买买提·艾力', '150802196503150016', '特困、低保', '45296'],
  ['3', '李四', '411203197010010027', '低保', '2024-1-5'],
];
const csv = Buffer.from(table.map((row) => row.join(',')).join('\r\n'));
const people = (rows: Awaited<ReturnType<typeof listed>>) =>
  rows.map(({ row, parsed }) => [
    row.rowNumber,
    parsed.ok ? parsed.member.name : parsed.problems.map(({ code }) => code),
  ]);

describe('from file to members', () => {
  const expected = [
    [4, '张三'],
    [7, '买买提·艾力'],
    [8, ['identity-check-digit']],
  ];

  test('titles, blank rows and repeated headers are no members, every other row is accounted for', async () => {
    const rows = await listed(readCsv, csv);
    expect(people(rows)).toEqual(expected);
    expect(rows[2]).toMatchObject({ header: table[2], row: { cells: table[7] } });
  });

  test('the same table gives the same members as a workbook', async () => {
    const fromCsv = await listed(readCsv, csv);
    const book = await writeXlsx({
      sheets: [{ name: '名单', rows: table.map((row) => row.map((cell) => cell || null)) }],
    });
    expect((await listed(readXlsx, book)).map((row) => row.parsed)).toEqual(fromCsv.map((row) => row.parsed));
  });

  test('of a header of two lines under merged headings the lower counts', async () => {
    const book = await writeXlsx({
      sheets: [
        {
          name: '名单',
          rows: [
            ['姓名', '身份证号', '类别', '保障时间', null, '户编号'],
            [null, null, null, '起始日期', '终止日期', null],
            ['张三', '11010519491231002X', '低保', '2024-1-5', '2026-12-31', 'H-1'],
            ['李四', '150802196503150016', '低保', '2024-1-5', null, null],
          ],
          merges: [
            ...[0, 1, 2, 5].map((column) => ({ startRow: 0, startCol: column, endRow: 1, endCol: column })),
            { startRow: 0, startCol: 3, endRow: 0, endCol: 4 },
            { startRow: 2, startCol: 5, endRow: 3, endCol: 5 },
          ],
        },
      ],
    });
    const rows = await listed(readXlsx, book);
    expect(
      rows.map(({ parsed }) => parsed.ok && [parsed.member.name, parsed.member.to, parsed.member.household]),
    ).toEqual([
      ['张三', '2026-12-31', 'H-1'],
      ['李四', null, 'H-1'],
    ]);
  });

  test('NDJSON brings its header in every line', async () => {
    const lines = [
      '{"name":"张三","identityNumber":"11010519491231002X","categories":["低保对象"],"from":"2024-01-05"}',
      '',
      '{"from":"2024-1-5","categories":"特困","姓名":"李四","身份证号":"150802196503150016"}',
      '{broken',
    ];
    const rows = await listed(readNdjson, Buffer.from(lines.map((line) => `${line}\n`).join('')));
    expect(people(rows).slice(0, 2)).toEqual([
      [1, '张三'],
      [3, '李四'],
    ]);
    expect(rows[2]?.parsed).toMatchObject({ ok: false, problems: [{ code: 'line-not-json' }] });
  });
});

describe('refusals', () => {
  test.each([
    ['header-not-found', '姓名,类别\n张三,低保\n'],
    ['header-not-found', `${'说明\n'.repeat(40)}姓名,身份证号\n`],
    ['header-column-twice', '姓名,身份证号,公民身份号码\n'],
    ['empty-file', '\n,,\n\n'],
  ])('%s', async (code, text) => {
    expect(await refusal(listed(readCsv, Buffer.from(text)))).toMatchObject({ code });
  });

  test('a header without anybody below is an empty list, for the check of versions to hold', async () => {
    expect(await listed(readCsv, Buffer.from('姓名,身份证号\n'))).toEqual([]);
  });
});
