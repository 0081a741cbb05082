import { describe, expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { decide } from '../admission/decide.ts';
import { loadSchemes } from '../schemes.ts';
import { settle } from '../settlement/settle.ts';
import { requestErrors } from './request-errors.ts';
import { decisionReply, parseDecisionRequest, parseSettlementRequest, settlementReply } from './requests.ts';

const schemes = loadSchemes();
const seen = new Set<string>();

/** Codes and paths of everything that is wrong. */
function wrong(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (problem) {
    if (!(problem instanceof HubProblem)) throw problem;
    for (const error of problem.errors) seen.add(error.code);
    return [problem.code, ...problem.errors.map((error) => `${error.code} ${error.path}`)];
  }
  return [];
}

const linhe = {
  day: '2018-03-01',
  dischargeDay: '2018-03-09',
  bill: { totalFen: 4_000_000, outOfPolicyFen: 300_000 },
  answers: { 'basic-insurance': { paidFen: 2_200_000 }, 'critical-illness-insurance': { paidFen: 500_000 } },
  parameters: { commercialRatio: '0.50', redCross: null },
  usedThisYear: { 'medical-assistance': 0 },
};
const settling = (change: object, id = 'linhe-2017') =>
  wrong(() => settle(schemes, id, parseSettlementRequest({ ...linhe, ...change })));

describe('a settlement request', () => {
  test('as documented is answered, and the reply has exactly the documented form', () => {
    const reply = settle(schemes, 'linhe-2017', parseSettlementRequest({ ...linhe, creditLine: null }));
    expect(settlementReply.parse(reply)).toEqual(reply);
    expect(reply).toMatchObject({
      scheme: 'linhe-2017',
      version: '2017-09-11',
      patientFen: 400_000,
      assumed: [],
    });
    expect(reply.patientParts).toEqual([{ kind: 'cash', fen: 400_000 }]);
  });

  test.each([
    ['a negative amount', { bill: { totalFen: -1, outOfPolicyFen: 0 } }, ['amount-negative /bill/totalFen']],
    ['half a fen', { bill: { totalFen: 1.5, outOfPolicyFen: 0 } }, ['amount-fractional /bill/totalFen']],
    [
      'an unsafe amount',
      { bill: { totalFen: 2 ** 53, outOfPolicyFen: 0 } },
      ['amount-unsafe /bill/totalFen'],
    ],
    [
      'infinity',
      { bill: { totalFen: Number.POSITIVE_INFINITY, outOfPolicyFen: 0 } },
      ['amount-invalid /bill/totalFen'],
    ],
    ['text for an amount', { bill: { totalFen: '1', outOfPolicyFen: 0 } }, ['amount-invalid /bill/totalFen']],
    ['no bill', { bill: undefined }, ['field-missing /bill']],
    [
      'out of policy above the total',
      { bill: { totalFen: 1, outOfPolicyFen: 2 }, answers: {} },
      ['out-of-policy-above-total /bill/outOfPolicyFen'],
    ],
    [
      'a negative answer',
      { answers: { 'basic-insurance': { paidFen: -1 } } },
      ['amount-negative /answers/basic-insurance/paidFen'],
    ],
    [
      'an answer that is both',
      { answers: { 'basic-insurance': { paidFen: 1, refused: 'x' } } },
      ['answer-invalid /answers/basic-insurance'],
    ],
    [
      'an empty refusal',
      { answers: { 'basic-insurance': { refused: '' } } },
      ['code-invalid /answers/basic-insurance/refused'],
    ],
    [
      'a payer of another scheme',
      { answers: { charity: { paidFen: 1 } } },
      ['payer-not-in-scheme /answers/charity'],
    ],
    ['a payer that nobody knows', { answers: { uncle: { paidFen: 1 } } }, ['payer-unknown /answers/uncle']],
    [
      'money from a computed payer',
      { answers: { 'red-cross': { paidFen: 1 } } },
      ['payer-computed /answers/red-cross/paidFen'],
    ],
    [
      'a refusal of the guarantee fund',
      { answers: { 'government-guarantee': { refused: 'x' } } },
      ['payer-cannot-refuse /answers/government-guarantee/refused'],
    ],
    [
      'more than the cost',
      { answers: { 'basic-insurance': { paidFen: 4_000_001 } } },
      ['payer-pays-too-much /answers/basic-insurance/paidFen'],
    ],
    [
      'more than the cost not yet paid',
      {
        answers: {
          'basic-insurance': { paidFen: 3_000_000 },
          'critical-illness-insurance': { paidFen: 1_000_001 },
        },
      },
      ['payer-pays-too-much /answers/critical-illness-insurance/paidFen'],
    ],
    [
      'a ratio above 1',
      { parameters: { commercialRatio: '1.001' } },
      ['ratio-invalid /parameters/commercialRatio'],
    ],
    [
      'a negative ratio',
      { parameters: { commercialRatio: '-0.1' } },
      ['ratio-invalid /parameters/commercialRatio'],
    ],
    [
      'a ratio in percent',
      { parameters: { commercialRatio: '50%' } },
      ['ratio-invalid /parameters/commercialRatio'],
    ],
    [
      'a ratio as a number',
      { parameters: { commercialRatio: 0.5 } },
      ['ratio-invalid /parameters/commercialRatio'],
    ],
    ['no ratio', { parameters: { redCross: null } }, ['parameter-missing /parameters/commercialRatio']],
    ['no parameters', { parameters: undefined }, ['parameter-missing /parameters/commercialRatio']],
    [
      'another disease',
      { parameters: { commercialRatio: '0.5', redCross: { disease: 'flu', standardFen: 1 } } },
      ['disease-unknown /parameters/redCross/disease'],
    ],
    [
      'a disease without a standard',
      { parameters: { commercialRatio: '0.5', redCross: { disease: 'cancer' } } },
      ['field-missing /parameters/redCross/standardFen'],
    ],
    [
      'a parameter that nobody knows',
      { parameters: { commercialRatio: '0.5', bonus: 1 } },
      ['field-unknown /parameters/bonus'],
    ],
    [
      'a payer without a yearly cap in the register',
      { usedThisYear: { uncle: 1 } },
      ['payer-unknown /usedThisYear/uncle'],
    ],
    ['a day that is none', { day: '2018-02-30' }, ['day-invalid /day']],
    ['no day', { day: undefined }, ['field-missing /day']],
    [
      'discharge before admission',
      { dischargeDay: '2018-02-28' },
      ['discharge-before-admission /dischargeDay'],
    ],
    ['an unknown field', { total: 1 }, ['field-unknown /total']],
    [
      'several things at once',
      { day: 'x', bill: { totalFen: -1, outOfPolicyFen: 0.5 } },
      ['day-invalid /day', 'amount-negative /bill/totalFen', 'amount-fractional /bill/outOfPolicyFen'],
    ],
  ])('with %s is refused by name', (_what, change, errors) => {
    expect(settling(change)).toEqual(['request-invalid', ...errors]);
  });

  test('before the scheme began, or of no scheme, is refused', () => {
    expect(settling({ day: '2017-09-10', dischargeDay: '2017-09-12' })).toEqual([
      'scheme-not-in-force',
      'scheme-not-in-force /day',
    ]);
    expect(settling({}, 'atlantis-2020')).toEqual(['scheme-unknown']);
    expect(settling({}, 'toString')).toEqual(['scheme-unknown']);
  });

  test.each([null, [], 'x', 7])('that is %j is refused', (body) => {
    expect(wrong(() => parseSettlementRequest(body))[0]).toBe('request-invalid');
  });

  test('may omit what a what-if can assume, and the reply lists it', () => {
    const request = parseSettlementRequest({
      day: '2018-03-01',
      bill: { totalFen: 100 },
      parameters: { commercialRatio: '1' },
    });
    expect(settle(schemes, 'linhe-2017', request).assumed).toEqual([
      'bill.outOfPolicyFen',
      'answers.basic-insurance',
      'answers.critical-illness-insurance',
      'parameters.redCross',
      'usedThisYear.medical-assistance',
      'dischargeDay',
    ]);
    const dalian = parseSettlementRequest({
      day: '2022-06-01',
      bill: { totalFen: 100, outOfPolicyFen: 0 },
      answers: { 'basic-insurance': { paidFen: 1 } },
    });
    expect(settle(schemes, 'dalian-2022', dalian).assumed).toEqual(['creditLine']);
  });
});

const kaizhou = {
  day: '2024-03-01',
  institution: {
    name: '区人民医院',
    division: '500154',
    designated: true,
    level: 2,
    kind: 'public',
    type: 'hospital',
  },
  insurance: { type: '390', status: 'active', division: '500154' },
  householdDivision: '500154',
  categories: [{ code: 'extreme-poverty', since: '2023-01-01', listAsOf: '2024-03-01' }],
  facts: {},
  emergency: false,
  referred: true,
  creditLine: null,
};
const deciding = (change: object, id = 'kaizhou-2024') =>
  wrong(() => decide(schemes, id, parseDecisionRequest({ ...kaizhou, ...change })));

describe('a decision request', () => {
  test('as documented is answered by every scheme, and the reply has exactly the documented form', () => {
    for (const { id } of schemes.list()) {
      const reply = decide(schemes, id, parseDecisionRequest(kaizhou));
      expect(decisionReply.parse(reply)).toEqual(reply);
    }
  });

  test.each([
    [
      'an unknown category',
      { categories: [{ code: 'rich', since: '2023-01-01', listAsOf: '2024-03-01' }] },
      ['category-unknown /categories/0/code'],
    ],
    [
      'an office that determines nothing',
      {
        categories: [
          { code: 'extreme-poverty', since: '2023-01-01', listedBy: { agency: 'post', division: '500154' } },
        ],
      },
      ['agency-unknown /categories/0/listedBy/agency'],
    ],
    [
      'a membership that ended before it began',
      {
        categories: [
          { code: 'extreme-poverty', since: '2023-01-02', until: '2023-01-01', listAsOf: '2024-03-01' },
        ],
      },
      ['days-contradictory /categories/0/until'],
    ],
    [
      'a list that may not grow old',
      { categories: [{ code: 'extreme-poverty', since: '2023-01-01', listAgeLimitDays: 0 }] },
      ['days-invalid /categories/0/listAgeLimitDays'],
    ],
    ['an unknown exclusion', { facts: { snoring: true } }, ['exclusion-unknown /facts/snoring']],
    ['a name of every object', { facts: { constructor: true } }, ['exclusion-unknown /facts/constructor']],
    [
      'a fact that follows from insurance',
      { facts: { 'not-insured': true } },
      ['exclusion-derived /facts/not-insured'],
    ],
    [
      'a fact that follows, even when denied',
      { facts: { 'referral-missing': false } },
      ['exclusion-derived /facts/referral-missing'],
    ],
    [
      'a fact that follows from the institution',
      { facts: { 'institution-level': true } },
      ['exclusion-derived /facts/institution-level'],
    ],
    [
      'a fact that is neither true nor false',
      { facts: { 'drug-use': 'no' } },
      ['flag-invalid /facts/drug-use'],
    ],
    [
      'an unknown insurance type',
      { insurance: { type: '999', status: 'active', division: '500154' } },
      ['insurance-type-unknown /insurance/type'],
    ],
    [
      'an unknown status',
      { insurance: { type: '390', status: 'asleep', division: '500154' } },
      ['insurance-status-invalid /insurance/status'],
    ],
    ['a division of no province', { householdDivision: '990000' }, ['division-invalid /householdDivision']],
    [
      'a level 4',
      { institution: { ...kaizhou.institution, level: 4 } },
      ['level-invalid /institution/level'],
    ],
    [
      'an unknown kind',
      { institution: { ...kaizhou.institution, kind: 'secret' } },
      ['institution-kind-invalid /institution/kind'],
    ],
    [
      'an unknown type',
      { institution: { ...kaizhou.institution, type: 'tent' } },
      ['institution-type-invalid /institution/type'],
    ],
    [
      'an empty name',
      { institution: { ...kaizhou.institution, name: '' } },
      ['text-invalid /institution/name'],
    ],
    [
      'a negative limit',
      { creditLine: { openedOn: '2022-05-20', limitFen: -1 } },
      ['amount-negative /creditLine/limitFen'],
    ],
    ['no day', { day: undefined }, ['field-missing /day']],
    ['an unknown field', { mood: 'good' }, ['field-unknown /mood']],
  ])('with %s is refused by name', (_what, change, errors) => {
    expect(deciding(change)).toEqual(['request-invalid', ...errors]);
  });

  test('of no scheme is refused', () => {
    expect(deciding({}, 'atlantis-2020')).toEqual(['scheme-unknown']);
  });
});

test('every code of the catalogue was seen above', () => {
  const unseen = Object.keys(requestErrors).filter((code) => !seen.has(code));
  expect(unseen).toEqual([]);
});
