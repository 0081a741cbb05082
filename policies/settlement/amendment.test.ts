import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSettlementRequest } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { amendment } from './amendment.ts';
import { settle } from './settle.ts';

const schemes = loadSchemes();
const linhe = (totalFen: number, critical: { paidFen: number } | { refused: string }) =>
  settle(
    schemes,
    'linhe-2017',
    parseSettlementRequest({
      day: '2018-03-01',
      bill: { totalFen, outOfPolicyFen: 0 },
      answers: {
        'basic-insurance': { paidFen: Math.floor(totalFen / 2) },
        'critical-illness-insurance': critical,
      },
      parameters: { commercialRatio: '0.50', redCross: null },
    }),
  );

test('a reversed refusal moves money from later payers back to the one who refused', () => {
  const before = linhe(4_000_000, { refused: 'not-covered' });
  const after = linhe(4_000_000, { paidFen: 500_000 });
  const change = amendment(before, after);
  expect(change.totalDifferenceFen).toBe(0);
  expect(change.patientDifferenceFen).toBe(0);
  expect(change.payers.map(({ payer, differenceFen }) => [payer, differenceFen])).toEqual([
    ['critical-illness-insurance', 1_000_001],
    ['commercial-supplement', -500_000],
    ['medical-assistance', -500_001],
  ]);
  expect(change.payers[0]).toMatchObject({
    beforeFen: 0,
    afterFen: 1_000_001,
    zh: '更正：10,000.01 − 0.00 = 10,000.01',
  });
});

test('a higher bill of Dalian moves cash and credit apart', () => {
  const dalian = (totalFen: number) =>
    settle(
      schemes,
      'dalian-2022',
      parseSettlementRequest({
        day: '2022-06-01',
        bill: { totalFen, outOfPolicyFen: 0 },
        answers: { 'basic-insurance': { paidFen: 500_000 } },
        creditLine: { availableFen: 600_000 },
      }),
    );
  const change = amendment(dalian(1_000_000), dalian(1_200_000));
  expect(change).toMatchObject({ totalDifferenceFen: 200_000, payers: [], patientDifferenceFen: 200_000 });
  expect(change.patientPartDifferences).toEqual([
    { kind: 'credit', fen: 100_000 },
    { kind: 'cash', fen: 100_000 },
  ]);
});

test('nothing changed is no amendment', () => {
  const same = linhe(4_000_000, { paidFen: 500_000 });
  expect(amendment(same, same)).toMatchObject({
    payers: [],
    patientDifferenceFen: 0,
    patientPartDifferences: [],
  });
});

test('another version or scheme is refused', () => {
  const one = linhe(100, { paidFen: 0 });
  expect(() => amendment(one, { ...one, version: '2020-01-01' })).toThrow('pinned');
});

test('differences of any two bills add up to the difference of the totals', () => {
  const total = fc.nat(10_000_000);
  fc.assert(
    fc.property(total, total, (a, b) => {
      const change = amendment(linhe(a, { paidFen: 0 }), linhe(b, { refused: 'x' }));
      const sum = change.payers.reduce<number>(
        (all, payer) => all + payer.differenceFen,
        change.patientDifferenceFen,
      );
      expect(sum).toBe(b - a);
    }),
    { numRuns: 10_000 },
  );
});
