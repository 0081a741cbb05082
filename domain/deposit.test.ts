import { expect, test } from 'vitest';
import { localDate } from './dates.ts';
import { depositAtMost, depositText } from './deposit.ts';
import { fen, zeroFen } from './money.ts';

const standards = {
  ...{ ruleNo: 'YJ-2024', validFrom: localDate('2024-01-01'), period: '2023' },
  standards: [
    { disease: 'J', stays: 10, ownPartFen: fen(100_000) },
    { disease: 'J18', stays: 3, ownPartFen: fen(1_000_000) },
  ],
};

test('a deposit is at most the average own part of the disease, never rounded up', () => {
  const found = depositAtMost(standards, 'J18.9', zeroFen);
  expect(found).toMatchObject({ kind: 'at-most', atMostFen: 333_333, stillFen: 333_333 });
  expect(depositText(found, standards).zh).toMatch(/J18.*÷ 3 =.*YJ-2024/);
  expect(depositAtMost(standards, 'J20.0', zeroFen)).toMatchObject({ atMostFen: 10_000 });
});

test('what was paid on account is deposit too, and never more is asked than is left', () => {
  expect(depositAtMost(standards, 'J18.9', fen(333_332))).toMatchObject({ stillFen: 1 });
  expect(depositAtMost(standards, 'J18.9', fen(900_000))).toMatchObject({ stillFen: 0 });
});

test('without a figure of the disease nobody says what may be asked', () => {
  expect(depositAtMost(standards, 'C16.9', zeroFen)).toEqual({ kind: 'no-figure' });
  expect(depositAtMost(standards, null, zeroFen)).toEqual({ kind: 'no-figure' });
  expect(depositAtMost(null, 'J18.9', zeroFen)).toEqual({ kind: 'no-figure' });
});
