import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fen, fen, sumFen, zeroFen } from '../../../domain/money.ts';
import { type Benefit, benefitOf } from './benefit.ts';
import { benefitRules } from './rules.ts';

type Bill = Parameters<typeof benefitOf>[1];

function benefit(division: string, bill: Partial<Bill>): Benefit {
  const rules = benefitRules[division];
  if (rules === undefined) throw new Error(`no rules for ${division}`);
  const totalFen = fen(40_000_00);
  const plain = {
    type: '390',
    totalFen,
    inPolicyFen: totalFen,
    labels: [],
    assistanceUsedFen: zeroFen,
  } as const;
  return benefitOf(rules, { ...plain, ...bill });
}

const paid = (worked: Benefit): Readonly<Record<string, Fen>> =>
  Object.fromEntries(worked.lines.map((line) => [line.fund, line.fen]));

test('Zaoqiang pays its employees from the pool alone: (40,000 − 300) × 88 %', () => {
  expect(paid(benefit('131121', { type: '310' }))).toEqual({ '310100': 34_936_00 });
});

test('critical illness: half the deductible with a label', () => {
  // Basic (40,000 − 200) × 75 % = 29,850; 10,150 are left.
  expect(paid(benefit('150802', {}))).toEqual({ '390100': 29_850_00, '390200': 0 });
  expect(paid(benefit('150802', { labels: ['5002'] }))).toMatchObject({ '390200': 1_890_00 });
});

test('Linhe’s registered poor get more than 75 % of the whole bill from both insurances', () => {
  const inPolicyFen = fen(30_000_00);
  const worked = benefit('150802', { inPolicyFen, labels: ['5101'] });
  expect(paid(worked)).toEqual({ '390100': 22_350_00, '390200': 7_650_01 });
  expect(worked.paidFen).toBe(30_000_01);
});

test('assistance: the best label counts, the year’s room caps it, without a label it refuses', () => {
  const labels = ['5003', '5001'];
  // 40,000 − 29,775 basic − 1,935 critical leaves 8,290; destitute people get all of it.
  expect(paid(benefit('500154', { labels }))).toMatchObject({ '610100': 8_290_00 });
  expect(paid(benefit('500154', { labels, assistanceUsedFen: fen(59_000_00) }))).toMatchObject({
    '610100': 1_000_00,
  });
  expect(benefit('500154', {}).lines.at(-1)).toEqual({ fund: '610100', fen: 0, refusal: 'P100' });
});

test('no bill pays out more than it cost, and no line is negative', () => {
  const divisions = fc.constantFrom(...Object.keys(benefitRules));
  const labels = fc.subarray(['5001', '5002', '5003', '5004', '5101', '5102', '5103', '5104', '5105']);
  const anyBill = fc.tuple(fc.nat(100_000_000), fc.nat(100_000_000), fc.constantFrom('310', '390'), labels);
  fc.assert(
    fc.property(divisions, anyBill, (division, [inPolicy, outside, type, held]) => {
      const totalFen = sumFen([fen(inPolicy), fen(outside)]);
      const worked = benefit(division, { type, totalFen, inPolicyFen: fen(inPolicy), labels: held });
      expect(worked.paidFen).toBeLessThanOrEqual(totalFen);
      for (const line of worked.lines) expect(line.fen).toBeGreaterThanOrEqual(0);
    }),
  );
});
