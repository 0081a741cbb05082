import { expect, test } from 'vitest';
import { fen, parseRatio, ratio } from '../../domain/money.ts';
import { decimal, justAbove, weighted } from './settlement-arithmetic.ts';

test.each([
  ['0.70', '0.7'],
  ['0.333', '0.333'],
  ['0.050', '0.05'],
  ['1', '1'],
  ['1.00', '1'],
  ['0', '0'],
  ['0.000', '0'],
  ['10.5', '10.5'],
])('%s is written %s', (written, shown) => {
  expect(decimal(parseRatio(written))).toBe(shown);
});

test('the smallest whole fen above three quarters', () => {
  const above = (total: number) => justAbove(fen(total), parseRatio('0.75'));
  expect([0, 1, 3, 4, 5, 4_000_000].map(above)).toEqual([1, 1, 3, 4, 4, 3_000_001]);
  expect(justAbove(fen(9_000_000_000_000_000), parseRatio('0.75'))).toBe(6_750_000_000_000_001);
});

test('the base is rounded once, at the end, half up', () => {
  const seventy = { outsideShare: parseRatio('0.50'), by: parseRatio('0.70') };
  const of = (inside: number, outside: number) => weighted(fen(inside), fen(outside), seventy);
  expect(of(199_999, 300_000)).toBe(244_999);
  // 1 fen outside counts half, 0.35 fen; 3 count 1.05; 10 count exactly 3.5 and are rounded up.
  expect([of(0, 1), of(0, 3), of(0, 10), of(5, 0), of(1, 1)]).toEqual([0, 1, 4, 4, 1]);
  expect(weighted(fen(7), fen(0), { outsideShare: ratio(1, 2), by: ratio(1, 2) })).toBe(4);
});
