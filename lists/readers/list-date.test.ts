import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpenEnd, listDate } from './list-date.ts';

describe('days in lists', () => {
  test.each([
    '2024-1-5',
    '2024-01-05',
    '2024/1/5',
    '2024.01.05',
    '2024年1月5日',
    '2024 年 1 月 5 日',
    '2024年01月05',
    '20240105',
    '２０２４－１－５',
    ' 2024/1/5 0:00:00',
    '2024-01-05T00:00:00+08:00',
    '45296',
    '45296.5',
    '20240105.0',
    '2024-01-04T16:00:00.000Z',
    '2024-01-05T15:59:59Z',
    '2024-01-04T20:00:00+04:00',
    '2024/1/5 上午12:00:00',
    '2024年1月5日 8时05分',
  ])('%j is 5 January 2024', (cell) => {
    expect(listDate(cell)).toBe('2024-01-05');
  });

  test.each([
    '',
    '2024-02-30',
    '2023年2月29日',
    '20240231',
    '2024-1',
    '2024年1月',
    '2024-1/5',
    '24-1-5',
    '1/5/2024',
    '5',
    '202401',
    '999999',
    '45296x',
    '昨天',
    '2024-01-05 至今',
    '2024-01-05T24:00:00',
    '2024-01-05 (周五)',
    '2024-01-051',
  ])('%j is no day', (cell) => {
    expect(listDate(cell)).toBeUndefined();
  });

  test('midnight of the summers from 1986 to 1991 was an hour earlier', () => {
    expect(listDate('1988-06-11T15:00:00.000Z')).toBe('1988-06-12');
    expect(listDate('1988-12-11T15:00:00.000Z')).toBe('1988-12-11');
  });

  test('a number counts in its workbook’s own calendar', () => {
    expect([listDate('43834', true), listDate('45296', false), listDate('12345', true)]).toEqual([
      '2024-01-05',
      '2024-01-05',
      undefined,
    ]);
  });

  test('a day is the same in every style', () => {
    const days = fc.integer({
      min: Date.UTC(1960, 0, 1) / 86_400_000,
      max: Date.UTC(2090, 0, 1) / 86_400_000,
    });
    fc.assert(
      fc.property(days, (day) => {
        const iso = new Date(day * 86_400_000).toISOString().slice(0, 10);
        const [year, month, date] = iso.split('-').map(Number);
        const styles = [
          iso,
          `${year}/${month}/${date}`,
          `${year}年${month}月${date}日`,
          iso.replaceAll('-', ''),
          String(day + 25_569),
        ];
        expect(styles.map((style) => listDate(style))).toEqual(styles.map(() => iso));
      }),
    );
  });
});

test.each([
  ['', true],
  ['长期', true],
  ['—', true],
  ['无', true],
  ['2099-12-31', true],
  ['9999/12/31', true],
  ['2026-12-31', false],
  ['不详', false],
])('an end written %j is open: %s', (cell, open) => {
  expect(isOpenEnd(cell)).toBe(open);
});
