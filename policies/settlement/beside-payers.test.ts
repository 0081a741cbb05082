import fc from 'fast-check';
import { expect, test } from 'vitest';
import { besidePayers } from '../../domain/ids.ts';
import { fen, sumFen } from '../../domain/money.ts';
import { loadSchemes } from '../schemes.ts';
import { brokenCoreAnswers } from './core-answers.ts';
import { payersOfDifference } from './payers-of-difference.ts';
import { settle } from './settle.ts';

const schemes = loadSchemes();
const bill = { totalFen: fen(9_000_00), outOfPolicyFen: fen(500_00) };
const zaoqiang = (answers: object) =>
  settle(schemes, 'zaoqiang-2021', { day: '2026-03-02', bill, answers } as Parameters<typeof settle>[2]);

test('the civil servants’ subsidy and what the hospital bears stand under their own names, after the core’s payers', () => {
  const { shares, patientFen } = zaoqiang({
    'basic-insurance': { paidFen: 7_000_00 },
    'civil-servant-subsidy': { paidFen: 600_00 },
    'large-amount-subsidy': { paidFen: 400_00 },
    hospital: { paidFen: 100_00 },
    'enterprise-supplement': { paidFen: 0 },
    'retired-cadres': { refused: 'not-covered-by-fund' },
  });
  expect(shares.map(({ payer, fen: share }) => [payer, share])).toEqual([
    ['basic-insurance', 7_000_00],
    ['large-amount-subsidy', 400_00],
    ['civil-servant-subsidy', 600_00],
    ['hospital', 100_00],
  ]);
  expect(patientFen).toBe(900_00);
  expect(shares[2]?.steps).toEqual([
    expect.objectContaining({ rule: 'core-beside', basis: 'amount', fen: 600_00 }),
  ]);
});

test('what the core settled beside comes before a payer works its part out of the rest', () => {
  const linhe = (answers: object) => {
    const request = { day: '2026-03-02', bill: { ...bill, outOfPolicyFen: fen(0) }, answers };
    const parameters = { commercialRatio: '0.50', redCross: null };
    const full = { ...request, parameters, usedThisYear: {} } as unknown as Parameters<typeof settle>[2];
    return settle(schemes, 'linhe-2017', full);
  };
  const core = {
    'basic-insurance': { paidFen: 6_000_00 },
    'critical-illness-insurance': { paidFen: 1_000_00 },
  };
  const order = linhe({ ...core, 'civil-servant-subsidy': { paidFen: 100_00 } }).shares.map(
    ({ payer }) => payer,
  );
  const computed = schemes
    .versions('linhe-2017')
    .at(-1)
    ?.payers.find(({ tier }) => tier === 'computed');
  expect(computed).toBeDefined();
  expect(order.indexOf('civil-servant-subsidy')).toBeLessThan(order.indexOf(computed?.payer ?? 'charity'));
  expect(linhe(core).shares.every(({ payer }) => payer !== 'civil-servant-subsidy')).toBe(true);
});

test('an answer beyond what the funds have still to bring is capped, and goes to a person', () => {
  const answers = { 'basic-insurance': { paidFen: 8_000_00 }, hospital: { paidFen: 1_100_00 } };
  const settlement = zaoqiang(answers);
  const scheme = schemes.versions('zaoqiang-2021').at(-1);
  if (scheme === undefined) throw new Error('the scheme is there');
  const broken = brokenCoreAnswers(scheme, { day: '2026-03-02', bill, answers } as never, settlement);
  const share = settlement.shares.find(({ payer }) => payer === 'hospital')?.fen ?? 0;
  expect(share).toBe(1_000_00);
  expect(broken).toEqual([
    expect.objectContaining({ payer: 'hospital', answeredFen: 1_100_00, allowedFen: share }),
  ]);
});

test('whatever the core answers beside, the statement adds up and nobody’s share is negative', () => {
  const amounts = fc.array(fc.nat(300_000), {
    minLength: besidePayers.length,
    maxLength: besidePayers.length,
  });
  fc.assert(
    fc.property(fc.nat(800_000), amounts, (basic, beside) => {
      const answers = {
        'basic-insurance': { paidFen: basic },
        ...Object.fromEntries(besidePayers.map((payer, at) => [payer, { paidFen: beside[at] ?? 0 }])),
      };
      const { shares, patientFen, totalFen } = zaoqiang(answers);
      expect(sumFen([patientFen, ...shares.map((share) => share.fen)])).toBe(totalFen);
      expect(shares.every((share) => share.fen >= 0)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('an account pays of what all others left to the patient, and moves nobody else’s part', () => {
  const core = { 'basic-insurance': { paidFen: 7_000_00 }, hospital: { paidFen: 100_00 } };
  const without = zaoqiang(core);
  const withBoth = zaoqiang({
    ...core,
    'personal-account': { paidFen: 1_200_00 },
    'family-account': { paidFen: 300_00 },
  });
  expect(withBoth.shares.slice(0, -2)).toEqual(without.shares);
  expect(withBoth.shares.slice(-2)).toMatchObject([
    { payer: 'personal-account', fen: 1_200_00 },
    { payer: 'family-account', fen: 300_00 },
  ]);
  expect(withBoth.patientFen).toBe(without.patientFen - 1_500_00);
});

test('an account that paid more than was due goes to a person, whom nobody can accept it for', () => {
  const scheme = schemes.versions('linhe-2017').at(-1);
  if (scheme === undefined) throw new Error('the scheme is there');
  const request = (accepted: object) =>
    ({
      ...{ day: '2026-03-02', bill: { ...bill, outOfPolicyFen: fen(0) }, usedThisYear: {} },
      parameters: { commercialRatio: '0.50', redCross: null },
      answers: {
        'basic-insurance': { paidFen: 6_000_00 },
        'critical-illness-insurance': { paidFen: 1_000_00 },
        // What the insurer left was 2,000.00; the guarantee leaves the patient a tenth.
        'personal-account': { paidFen: 2_000_00, ...accepted },
      },
    }) as unknown as Parameters<typeof settle>[2];
  for (const accepted of [{}, { accepted: true }]) {
    const settlement = settle(schemes, 'linhe-2017', request(accepted));
    expect(settlement.shares.at(-1)).toMatchObject({ payer: 'personal-account', fen: 900_00 });
    expect(settlement.patientFen).toBe(0);
    const broken = brokenCoreAnswers(scheme, request(accepted), settlement);
    expect(broken).toContainEqual(
      expect.objectContaining({ payer: 'personal-account', answeredFen: 2_000_00, allowedFen: 900_00 }),
    );
    expect(
      payersOfDifference(
        scheme,
        broken.filter(({ payer }) => payer === 'personal-account'),
      ),
    ).toEqual([]);
  }
});
