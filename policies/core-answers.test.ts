import { expect, test } from 'vitest';
import { fen } from '../domain/money.ts';
import { brokenCoreAnswers, coreLimits } from './core-answers.ts';
import { parseSettlementRequest } from './requests.ts';
import { loadSchemes, requireVersion } from './schemes.ts';
import { settleByVersion } from './settle.ts';

const linhe = requireVersion(loadSchemes(), 'linhe-2017', '2018-03-01');
const broken = (answers: unknown) => {
  const request = parseSettlementRequest({
    day: '2018-03-01',
    bill: { totalFen: 4_000_000, outOfPolicyFen: 0 },
    answers,
    parameters: { commercialRatio: '0.50', redCross: null },
  });
  return brokenCoreAnswers(linhe, request, settleByVersion(linhe, request)).map((reason) => reason.code);
};

test('floor and cap travel in the claim', () => {
  const bill = { totalFen: fen(4_000_000), paidBeforeFen: fen(2_200_000) };
  expect(coreLimits(linhe, bill, 'critical-illness-insurance')).toEqual({
    atLeastFen: 800_001,
    atMostFen: 1_400_000,
  });
  expect(coreLimits(linhe, { ...bill, paidBeforeFen: fen(0) }, 'basic-insurance')).toEqual({
    atLeastFen: 0,
    atMostFen: 3_600_000,
  });
  expect(coreLimits(linhe, { ...bill, paidBeforeFen: fen(3_600_000) }, 'critical-illness-insurance')).toEqual(
    { atLeastFen: 0, atMostFen: 0 },
  );
});

test('an answer inside its limits stands; below the floor, above the cap or missing goes to a person', () => {
  const basic = { paidFen: 2_200_000 };
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 800_001 } })).toEqual(
    [],
  );
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { refused: 'x' } })).toEqual([]);
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 800_000 } })).toEqual([
    'core-answer-breaks-rule',
  ]);
  expect(
    broken({ 'basic-insurance': { paidFen: 3_600_001 }, 'critical-illness-insurance': { paidFen: 0 } }),
  ).toEqual(['core-answer-breaks-rule']);
  expect(broken({ 'basic-insurance': basic })).toEqual(['core-answer-missing']);
});
