import { expect, test } from 'vitest';
import { type Fen, fen } from './money.ts';
import { assertSettled, remainder, type Settlement } from './settlement.ts';

const share = (amount: number) => ({ payer: 'basic-insurance' as const, fen: amount as Fen, steps: [] });
const settled: Settlement = {
  ...{ scheme: 'linhe-2017', version: '2017-09-11', assumed: [] },
  totalFen: fen(1_000),
  shares: [share(700), share(200)],
  patientFen: fen(100),
  patientParts: [
    { kind: 'credit', fen: fen(60) },
    { kind: 'cash', fen: fen(40) },
  ],
};

test('what is left is the total less the shares, never less than nothing', () => {
  expect(remainder(fen(1_000), [share(700), share(300)])).toBe(0);
  expect(() => remainder(fen(1_000), [share(700), share(301)])).toThrow('the shares exceed the bill');
});

test('a settlement that adds up is one', () => {
  expect(() => assertSettled(settled)).not.toThrow();
  expect(() =>
    assertSettled({ ...settled, shares: [share(1_000), share(0)], patientFen: fen(0), patientParts: [] }),
  ).not.toThrow();
});

test.each([
  ['a share is negative', { shares: [share(1_000), share(-100)] }],
  ['the patient part is negative', { shares: [share(1_100)], patientFen: -100 as Fen }],
  ['shares and patient do not add up to the total', { totalFen: fen(1_001) }],
  ['the patient parts do not add up', { patientParts: [{ kind: 'cash' as const, fen: fen(99) }] }],
])('%s: then it is none', (reason, change) => {
  expect(() => assertSettled({ ...settled, ...change })).toThrow(reason);
});
