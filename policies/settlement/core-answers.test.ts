import { expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { parseSettlementRequest } from '../engine/requests.ts';
import { loadSchemes, requireVersion, type SchemeVersion } from '../schemes.ts';
import { brokenCoreAnswers } from './core-answers.ts';
import { payersOfDifference } from './payers-of-difference.ts';
import { settleByVersion } from './settle.ts';

const linhe = requireVersion(loadSchemes(), 'linhe-2017', '2018-03-01');
const broken = (answers: unknown) => {
  const request = parseSettlementRequest({
    day: '2018-03-01',
    bill: { totalFen: 4_000_000, outOfPolicyFen: 0 },
    answers,
    parameters: { commercialRatio: '0.50', redCross: null },
  });
  return brokenCoreAnswers(linhe, request, settleByVersion(linhe, request)).map(({ rule }) => rule);
};

test('an answer inside its limits stands; below the floor, above the cap or missing goes to a person', () => {
  const basic = { paidFen: 2_200_000 };
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 800_001 } })).toEqual(
    [],
  );
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { refused: 'x' } })).toEqual([]);
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 800_000 } })).toEqual([
    'critical-floor',
  ]);
  // Capped by the payer's own step: the funds share no more than what they have to bring.
  expect(
    broken({ 'basic-insurance': { paidFen: 3_600_001 }, 'critical-illness-insurance': { paidFen: 0 } }),
  ).toEqual(['basic-answer']);
  expect(broken({ 'basic-insurance': basic })).toEqual(['core-answer-missing']);
  // The guarantee behind the capped step has nothing to raise, and is not the rule that the answer breaks.
  expect(broken({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 1_400_001 } })).toEqual([
    'critical-answer',
  ]);
});

test('an answer that people accepted stands as it is, says by how much it differs, and who pays the difference is asked', () => {
  const settledBy = (answers: unknown) => {
    const request = parseSettlementRequest({
      day: '2018-03-01',
      bill: { totalFen: 4_000_000, outOfPolicyFen: 0 },
      answers,
      parameters: { commercialRatio: '0.50', redCross: null },
    });
    const settlement = settleByVersion(linhe, request);
    return { settlement, broken: brokenCoreAnswers(linhe, request, settlement) };
  };
  const basic = { paidFen: 2_200_000 };
  const low = { 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: 500_000 } };
  const before = settledBy(low);
  expect(before.broken).toMatchObject([{ answeredFen: 500_000, allowedFen: 800_001 }]);
  expect(payersOfDifference(linhe, before.broken)).toEqual(['civil-affairs']);
  const after = settledBy({ ...low, 'critical-illness-insurance': { paidFen: 500_000, accepted: true } });
  expect(after.broken).toEqual([]);
  const share = after.settlement.shares.find(({ payer }) => payer === 'critical-illness-insurance');
  expect(share?.fen).toBe(500_000);
  expect(share?.steps.at(-1)).toMatchObject({
    ...{ rule: 'critical-illness-insurance.core-answer-accepted', fen: -300_001 },
    zh: expect.stringContaining('5,000.00'),
  });
  // The patient's tenth is untouched: civil affairs, with assistance and guarantee, brings more.
  expect(after.settlement.patientFen).toBe(before.settlement.patientFen);
  const civilAffairs = ['medical-assistance', 'government-guarantee'];
  const broughtBy = ({ settlement }: typeof after) =>
    settlement.shares.reduce((sum, share) => sum + (civilAffairs.includes(share.payer) ? share.fen : 0), 0);
  expect(broughtBy(after)).toBeGreaterThan(broughtBy(before));
  // Above the scheme's: the payer itself pays more.
  const high = settledBy({
    'basic-insurance': { paidFen: 3_600_001 },
    'critical-illness-insurance': { paidFen: 0 },
  });
  expect(payersOfDifference(linhe, high.broken)).toEqual(['medical-insurance']);
});

/** Linhe with one core payer more behind the guaranteed one: what is booked of an answer and the answer itself come apart before it. */
const withThird: SchemeVersion = {
  ...linhe,
  payers: linhe.payers.map((payer) =>
    payer.payer === 'commercial-supplement'
      ? { ...payer, tier: 'core', steps: linhe.payers[0]?.steps ?? [] }
      : payer,
  ),
};
const settled = (basic: number, critical: number, third: number) => {
  const answers = {
    'basic-insurance': { paidFen: basic },
    'critical-illness-insurance': { paidFen: critical },
    'commercial-supplement': { paidFen: third },
  };
  const bill = { totalFen: 4_000_000, outOfPolicyFen: 0 };
  const request = parseSettlementRequest({
    day: '2018-03-01',
    bill,
    answers,
    parameters: { redCross: null },
  });
  try {
    return settleByVersion(withThird, request)
      .shares.slice(0, 3)
      .map((share) => Number(share.fen));
  } catch (problem) {
    return problem instanceof HubProblem
      ? problem.errors.map(({ path, code }) => `${code} ${path}`)
      : problem;
  }
};

test('answers that together are more than the cost are impossible, although the scheme would cap the first', () => {
  expect(settled(3_600_000, 400_000, 0)).toEqual([3_600_000, 0, 0]);
  expect(settled(3_600_001, 399_999, 0)).toEqual([3_600_000, 0, 0]);
  expect(settled(3_600_001, 400_000, 0)).toEqual([
    'payer-pays-too-much /answers/critical-illness-insurance/paidFen',
  ]);
});

test('an answer that fits beside the other answers stands, although the scheme raises the one before it', () => {
  // Booked: 22,000.00 + 8,000.01, so only 9,999.99 are open; answered: 22,000.00 + 5,000.00, so 13,000.00 are.
  expect(settled(2_200_000, 500_000, 1_300_000)).toEqual([2_200_000, 800_001, 599_999]);
  expect(settled(2_200_000, 500_000, 1_300_001)).toEqual([
    'payer-pays-too-much /answers/commercial-supplement/paidFen',
  ]);
});
