import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fen, yuanString } from '../../../domain/money.ts';
import { amountOf } from './amount.ts';

test.each([
  ['1E+4', 1_000_000],
  ['0E-8', 0],
  ['4.0E3', 400_000],
  ['2.512677562E+7', 2_512_677_562],
  ['10000.0000', 1_000_000],
  ['123e-2', 123],
  ['0.10', 10],
  ['007', 700],
])('%s is %d fen', (text, count) => {
  expect(amountOf(text)).toBe(count);
});

test.each([
  '1E-3',
  '0.001',
  '10000.0001',
  '-1',
  '-1E2',
  '1E+99',
  '1E+30',
  '',
  '1E',
  'E4',
  '1.',
  '1,000.00',
  'NaN',
])('%j is no amount', (text) => {
  expect(amountOf(text)).toBeUndefined();
});

test('an amount is the same in every form of a JSON number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 9 }), (count, zeros) => {
      const plain = yuanString(fen(count));
      const forms = [
        plain,
        `${plain}${'0'.repeat(zeros)}`,
        `${count}E-2`,
        `${count}${'0'.repeat(zeros)}e-${zeros + 2}`,
      ];
      expect(forms.map(amountOf)).toEqual(forms.map(() => count));
    }),
  );
});
