import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { runningEstimate } from './running-estimate.ts';

const schemes = loadSchemes();
const linhe = requireVersion(schemes, 'linhe-2017', '2024-03-01');
const henan = requireVersion(schemes, 'henan-2017', '2024-03-01');
const cost = { totalFen: fen(100_005), selfPaidFen: fen(700) };

test('Linhe’s patient is known to the fen without any answer: a tenth of the total, rounded half up', () => {
  const found = runningEstimate(linhe, cost, null);
  expect(found.patient).toEqual({ atLeastFen: 10_001, atMostFen: 10_001 });
  expect(found.source).toBe('scheme');
  expect(found.unknown).toContain('basic-insurance');
});

test('elsewhere the own part is at least what the patient signed to pay alone and at most all, and the payers are named as unknown', () => {
  const found = runningEstimate(henan, cost, null);
  expect(found.patient).toEqual({ atLeastFen: 700, atMostFen: 100_005 });
  expect(found.unknown).toEqual(henan.payers.map(({ payer }) => payer));
  expect(found.shares.every((share) => share.fen === null)).toBe(true);
});

test('the hospital’s own figures hold for the cost of which they speak; what came since widens them', () => {
  const said = {
    ...{
      totalFen: fen(90_000),
      patientFen: fen(30_000),
      day: localDate('2024-03-05'),
      source: 'hospital' as const,
    },
    shares: { 'basic-insurance': fen(60_000) },
  };
  expect(runningEstimate(henan, cost, said)).toEqual({
    ...{ source: 'hospital', day: '2024-03-05', totalFen: 90_000, unknown: [] },
    patient: { atLeastFen: 30_000, atMostFen: 40_005 },
    shares: [{ payer: 'basic-insurance', fen: 60_000 }],
  });
  const less = runningEstimate(henan, { ...cost, totalFen: fen(80_000) }, said);
  expect(less.patient).toEqual({ atLeastFen: 20_000, atMostFen: 30_000 });
});

test('the own part never lies outside the cost, whatever was charged since', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(1_000), (total, before, permille) => {
      const patientFen = fen(Math.floor((before * permille) / 1_000));
      const day = localDate('2024-03-05');
      const said = { totalFen: fen(before), patientFen, day, shares: {}, source: 'insurer' } as const;
      const { patient } = runningEstimate(henan, { totalFen: fen(total), selfPaidFen: fen(0) }, said);
      expect(patient.atLeastFen).toBeGreaterThanOrEqual(0);
      expect(patient.atLeastFen).toBeLessThanOrEqual(patient.atMostFen);
    }),
  );
});
