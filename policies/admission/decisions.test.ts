import { expect, test } from 'vitest';
import { parseDecisionRequest, parseSettlementRequest } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { settle } from '../settlement/settle.ts';
import { decide } from './decide.ts';

/** Replies in full: what the cases beside the schemes only sample. */
const schemes = loadSchemes();
const civilAffairs = { agency: 'civil-affairs', division: '500154' };
const rural = { agency: 'rural-revitalization', division: '500154' };
const base = {
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
  categories: [
    { code: 'extreme-poverty', since: '2023-01-01', listAsOf: '2024-03-01', listedBy: civilAffairs },
  ],
  facts: {},
  emergency: false,
  referred: true,
};
const known = {
  'illegal-act': false,
  'drug-use': false,
  abortion: false,
  'third-party-liability': false,
  'self-harm': false,
  'malicious-arrears': false,
  'bad-credit-record': false,
  'sole-purpose-not-payable': false,
};
const asked = (change: object, omissions: 'assume' | 'unknown' = 'assume') => {
  const reply = decide(schemes, 'kaizhou-2024', parseDecisionRequest({ ...base, ...change }), { omissions });
  const codes = (list: typeof reply.reasons) => list.map((reason) => reason.code);
  return { ...reply, reasons: codes(reply.reasons), conditions: codes(reply.conditions) };
};
const always = ['first-check', 'second-check', 'insurance-rules', 'daily-list'];
const met = [
  'insured',
  'insurance-type',
  'insured-in',
  'category',
  'institution-in-region',
  'institution-designated',
  'institution-named',
  'referral',
].flatMap((rule) => (rule === 'category' ? ['category-met', 'category-listed'] : [`${rule}-met`]));

test('an admission tells every requirement met, the conditions, and nothing else', () => {
  expect(asked({ facts: known })).toEqual({
    scheme: 'kaizhou-2024',
    version: '2024-01-28',
    outcome: 'admit',
    reasons: met,
    conditions: always,
    missing: [],
    assumed: [],
  });
});

test('an excluded item is told after the requirements and brings its condition', () => {
  const reply = asked({ facts: { ...known, 'cosmetic-item': true } });
  expect(reply).toMatchObject({
    outcome: 'admit',
    reasons: [...met, 'cosmetic-item'],
    conditions: [...always, 'self-paid-signature'],
  });
});

test('each circumstance brings its own condition and no other', () => {
  const old = [
    { code: 'extreme-poverty', since: '2023-01-01', listAsOf: '2023-12-01', listedBy: civilAffairs },
  ];
  expect(asked({ facts: known, categories: old }).conditions).toEqual([...always, 'list-too-old']);
  expect(asked({ facts: { ...known, 'malicious-arrears': true }, emergency: true }).conditions).toEqual([
    ...always,
    'regularise-arrears',
  ]);
  expect(asked({ facts: known, referred: false, emergency: true }).conditions).toEqual([
    ...always,
    'regularise-referral',
  ]);
});

test('nothing follows a refusal', () => {
  expect(asked({ facts: { ...known, 'drug-use': true, 'cosmetic-item': true } })).toMatchObject({
    outcome: 'refuse',
    reasons: ['drug-use'],
    conditions: [],
  });
});

test('without insurance the type and place of insurance are no further grounds', () => {
  expect(asked({ facts: known, insurance: { type: null, status: 'none', division: null } }).reasons).toEqual([
    'not-insured',
  ]);
  expect(asked({ facts: known, insurance: { status: 'none' } })).toMatchObject({
    reasons: ['not-insured'],
    missing: [],
  });
});

test('an insurance of no known type is not one of the scheme’s', () => {
  expect(
    asked({ facts: known, insurance: { type: null, status: 'active', division: '500154' } }),
  ).toMatchObject({ outcome: 'refuse', reasons: ['insurance-type-not-covered'] });
});

test('an untold referral: assumed kept, in a critical emergency to follow, unknown in a live stay', () => {
  const untold = { facts: known, referred: undefined };
  expect(asked(untold)).toMatchObject({ outcome: 'admit', assumed: ['referred'], conditions: always });
  expect(asked({ ...untold, emergency: true })).toMatchObject({
    outcome: 'admit',
    assumed: [],
    conditions: [...always, 'regularise-referral'],
  });
  expect(asked(untold, 'unknown')).toMatchObject({ outcome: 'review', missing: ['referred'], assumed: [] });
});

test('whether it is an emergency matters only where it could change the answer', () => {
  const untold = { facts: known, emergency: undefined };
  expect(asked(untold, 'unknown')).toMatchObject({ outcome: 'admit', missing: [] });
  expect(asked({ ...untold, referred: false })).toMatchObject({
    outcome: 'refuse',
    reasons: ['referral-missing'],
    assumed: ['emergency'],
  });
  expect(
    asked({ ...untold, referred: false, facts: { ...known, 'malicious-arrears': true } }, 'unknown'),
  ).toMatchObject({ outcome: 'review', missing: ['emergency'] });
});

test('one fresh list is enough; in a live stay an undated one beside it does no harm', () => {
  const listed = [
    { code: 'extreme-poverty', since: '2023-01-01', listedBy: civilAffairs },
    { code: 'relapse-prone', since: '2023-01-01', listAsOf: '2024-03-01', listedBy: rural },
  ];
  expect(asked({ facts: known, categories: listed })).toMatchObject({
    outcome: 'admit',
    assumed: [],
    conditions: always,
  });
  expect(asked({ facts: known, categories: listed }, 'unknown')).toMatchObject({
    outcome: 'admit',
    missing: [],
    conditions: always,
  });
});

test('an undated list matters when no other is fresh, and is named by its place in the request', () => {
  const listed = [
    { code: 'registered-poor', since: '2023-01-01', listAsOf: '2024-03-01' },
    { code: 'extreme-poverty', since: '2023-01-01', listAsOf: '2023-12-01', listedBy: civilAffairs },
    { code: 'relapse-prone', since: '2023-01-01', listedBy: rural },
  ];
  expect(asked({ facts: known, categories: listed })).toMatchObject({
    outcome: 'admit',
    assumed: ['categories.2.listAsOf'],
    conditions: always,
  });
  expect(asked({ facts: known, categories: listed }, 'unknown')).toMatchObject({
    outcome: 'review',
    missing: ['categories.2.listAsOf'],
  });
});

test('what could still open the door must be known before the institution is refused', () => {
  const place = (institution: object) =>
    asked({ facts: known, institution: { division: '500154', designated: true, ...institution } });
  expect(place({ name: '某医院' })).toMatchObject({
    outcome: 'review',
    missing: ['institution.type', 'institution.kind'],
  });
  expect(place({ name: '某医院', type: 'hospital' })).toMatchObject({
    outcome: 'review',
    missing: ['institution.kind'],
  });
  expect(place({ type: 'hospital', kind: 'public' })).toMatchObject({
    outcome: 'review',
    missing: ['institution.name'],
  });
  expect(place({ name: '某医院', type: 'hospital', kind: 'public' })).toMatchObject({
    outcome: 'refuse',
    reasons: ['institution-not-named'],
  });
  expect(place({ type: 'community' }).outcome).toBe('admit');
  expect(place({ kind: 'private' }).outcome).toBe('admit');
  expect(place({ name: '区人民医院' }).outcome).toBe('admit');
  expect(asked({ facts: known, institution: undefined }).missing).toEqual([
    'institution.division',
    'institution.designated',
    'institution.type',
    'institution.kind',
    'institution.name',
  ]);
});

test('Linhe’s worked example A is told step by step, with its arithmetic', () => {
  const request = parseSettlementRequest({
    day: '2018-03-01',
    dischargeDay: '2018-03-09',
    bill: { totalFen: 4_000_000, outOfPolicyFen: 300_000 },
    answers: {
      'basic-insurance': { paidFen: 2_200_000 },
      'critical-illness-insurance': { paidFen: 500_000 },
    },
    parameters: { commercialRatio: '0.50', redCross: null },
    usedThisYear: { 'medical-assistance': 1_800_000 },
  });
  const reply = settle(schemes, 'linhe-2017', request);
  const lines = reply.shares.flatMap((share) =>
    share.steps.map(({ rule, zh, fen }) => `${rule} ${fen} ${zh}`),
  );
  expect(lines).toEqual([
    'basic-answer 2200000 一次报销，基本医保：答复支付 22,000.00',
    'critical-answer 500000 二次报销，大病商业保险：答复支付 5,000.00',
    'critical-floor 300001 两次报销合计保底：22,000.00 + 8,000.01 须大于 40,000.00 × 0.75',
    'supplement 500000 三次报销，合同比例：(40,000.00 − 30,000.01) × 0.5',
    'red-cross-grant 0 红十字会按病种救助：非救助病种',
    'assistance 244999 四次报销，医疗救助：(1,999.99 + 3,000.00 × 0.5) × 0.7 = 2,449.99',
    'assistance -44999 四次报销，医疗救助：2018 年累计上限 20,000.00 − 18,000.00 = 2,000.00',
    'assistance -100001 四次报销，医疗救助：以尚缺的 999.99 为限',
    'guarantee 0 兜底补齐到九成：补齐 0.00',
  ]);
  expect(reply.shares.flatMap((share) => share.steps.map((step) => step.article))[2]).toBe(
    '临政办字〔2017〕112号 四（三）2',
  );
});

test('a refusal is told with its code', () => {
  const request = parseSettlementRequest({
    day: '2024-03-01',
    bill: { totalFen: 100, outOfPolicyFen: 0 },
    answers: { 'basic-insurance': { refused: 'not-covered' } },
  });
  expect(settle(schemes, 'kaizhou-2024', request).shares[0]).toEqual({
    payer: 'basic-insurance',
    fen: 0,
    steps: [
      {
        rule: 'basic-insurance.refusal',
        basis: 'duty',
        article: '开州卫发〔2024〕1号 四（二）',
        zh: '基本医保不予支付（not-covered）',
        en: 'basic insurance refuses (not-covered)',
        fen: 0,
      },
    ],
  });
});
