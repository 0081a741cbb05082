import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen, scaleFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { decide } from '../admission/decide.ts';
import { exclusionCodes, redCrossDiseases } from '../codes/codes.ts';
import {
  type DecisionRequest,
  parseDecisionRequest,
  parseSettlementRequest,
  type SettlementRequest,
} from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { settle } from './settle.ts';

const schemes = loadSchemes();
const runs = { numRuns: 10_000 };
const day = '2024-06-01';
const amounts = fc.oneof(fc.nat(200), fc.nat(10_000_000), fc.nat(100_000_000));

/** A bill whose core payers together ask for no more than it cost; anyone who may refuse sometimes does. */
const bills = (schemeId: string): fc.Arbitrary<SettlementRequest> => {
  const found = schemes.version(schemeId, day);
  if (found.kind !== 'in-force') throw new Error(schemeId);
  const { payers } = found.scheme;
  return fc
    .record({
      totalFen: amounts,
      outside: fc.nat(1000),
      parts: fc.array(fc.nat(1000), { minLength: payers.length, maxLength: payers.length }),
      refuses: fc.array(fc.nat(3), { minLength: payers.length, maxLength: payers.length }),
      ratio: fc.nat(1000),
      redCross: fc.option(fc.record({ disease: fc.constantFrom(...redCrossDiseases), standardFen: amounts })),
      used: fc.nat(2_500_000),
      availableFen: fc.nat(2_000_000),
    })
    .map(({ totalFen, outside, parts, refuses, ratio, redCross, used, availableFen }) => {
      let left = totalFen;
      const answers = payers.flatMap((payer, index): [string, unknown][] => {
        if (payer.mayRefuse && refuses[index] === 0) return [[payer.payer, { refused: 'x' }]];
        if (payer.tier === 'computed') return [];
        const paidFen = Math.floor((left * (parts[index] ?? 0)) / 1000);
        left -= paidFen;
        return [[payer.payer, { paidFen }]];
      });
      return parseSettlementRequest({
        day,
        dischargeDay: day,
        bill: { totalFen, outOfPolicyFen: Math.floor((totalFen * outside) / 1000) },
        answers: Object.fromEntries(answers),
        parameters: { commercialRatio: `${(ratio / 1000).toFixed(3)}`, redCross },
        creditLine: { availableFen },
        usedThisYear: { 'medical-assistance': used },
      });
    });
};
const shares = (settlement: Settlement): readonly number[] => settlement.shares.map((share) => share.fen);
const total = (list: readonly number[]): number => list.reduce((sum, item) => sum + item, 0);

describe.each(schemes.list().map((scheme) => scheme.id))('%s', (id) => {
  test('shares and patient add up to the cost, no share is negative, nobody earns from a stay', () => {
    fc.assert(
      fc.property(bills(id), (request) => {
        const reply = settle(schemes, id, request);
        expect(total(shares(reply)) + reply.patientFen).toBe(request.bill.totalFen);
        expect(total(reply.patientParts.map((part) => part.fen))).toBe(reply.patientFen);
        expect(Math.min(...shares(reply), reply.patientFen)).toBeGreaterThanOrEqual(0);
        for (const share of reply.shares) expect(total(share.steps.map((step) => step.fen))).toBe(share.fen);
      }),
      runs,
    );
  });
});

describe('Linhe', () => {
  const linhe = (request: SettlementRequest) => settle(schemes, 'linhe-2017', request);

  test('the funds together reach exactly nine tenths of any bill', () => {
    fc.assert(
      fc.property(bills('linhe-2017'), (request) => {
        const patient = scaleFen(request.bill.totalFen, { numerator: 1, denominator: 10 });
        const reply = linhe(request);
        expect(reply.patientFen).toBe(patient);
        expect(total(shares(reply))).toBe(request.bill.totalFen - patient);
      }),
      runs,
    );
  });

  test('no cap is passed: yearly assistance, the disease standard, the contract ratio', () => {
    fc.assert(
      fc.property(bills('linhe-2017'), (request) => {
        const [, , , grant = 0, assistance = 0] = shares(linhe(request));
        const used = request.usedThisYear?.['medical-assistance'] ?? 0;
        expect(assistance).toBeLessThanOrEqual(Math.max(0, 2_000_000 - used));
        expect(grant).toBeLessThanOrEqual(request.parameters?.redCross?.standardFen ?? 0);
      }),
      runs,
    );
  });

  test('two reimbursements are above 75 % unless the critical-illness insurance refuses', () => {
    fc.assert(
      fc.property(bills('linhe-2017'), (request) => {
        const [basic = 0, critical = 0] = shares(linhe(request));
        const refused = 'refused' in (request.answers?.['critical-illness-insurance'] ?? {});
        fc.pre(!refused && request.bill.totalFen > 0);
        expect(4 * (basic + critical)).toBeGreaterThan(3 * request.bill.totalFen);
      }),
      runs,
    );
  });

  // The tenth of the patient is rounded, so a bill one fen higher can leave the funds as they were while an earlier step
  // takes a fen more. Over any 0.20 yuan every rate of the waterfall comes out even, and the steps never fall.
  const larger = (by: fc.Arbitrary<number>) =>
    fc.record({ request: bills('linhe-2017'), by }).map(({ request, by }) => ({
      request,
      more: { ...request, bill: { ...request.bill, totalFen: fen(request.bill.totalFen + by) } },
    }));
  const fallen = (smaller: SettlementRequest, bigger: SettlementRequest): number => {
    const before = shares(linhe(smaller)).slice(0, 5);
    const after = shares(linhe(bigger)).slice(0, 5);
    return Math.max(...before.map((share, step) => share - (after[step] ?? 0)));
  };

  test('each of steps 1–5 never falls when the bill grows by any multiple of 0.20 yuan', () => {
    fc.assert(
      fc.property(larger(fc.nat(100_000).map((steps) => 20 * steps)), ({ request, more }) => {
        expect(fallen(request, more)).toBeLessThanOrEqual(0);
      }),
      runs,
    );
  });

  test('whatever it grows by, no step falls by more than the one fen of rounding', () => {
    fc.assert(
      fc.property(larger(fc.nat(1000)), ({ request, more }) => {
        expect(fallen(request, more)).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  test('refusing a payer never lowers the later ones', () => {
    const order = [
      'basic-insurance',
      'critical-illness-insurance',
      'commercial-supplement',
      'red-cross',
      'medical-assistance',
    ];
    fc.assert(
      fc.property(bills('linhe-2017'), fc.nat(4), (request, at) => {
        const payer = order[at] ?? '';
        const refusing = { ...request, answers: { ...request.answers, [payer]: { refused: 'x' } } };
        const [before, after] = [shares(linhe(request)), shares(linhe(refusing))];
        expect(after[at]).toBe(0);
        for (const [step, share] of after.entries())
          if (step > at) expect(share, `${payer} → ${step + 1}`).toBeGreaterThanOrEqual(before[step] ?? 0);
      }),
      runs,
    );
  });
});

describe('decisions', () => {
  const stated = Object.keys(exclusionCodes).filter((code) => exclusionCodes[code]?.derived === false);
  const requests: fc.Arbitrary<DecisionRequest> = fc
    .record({
      place: fc.constantFrom('131121', '411203', '210204', '150802', '500154'),
      name: fc.constantFrom('枣强县人民医院', '大连市中心医院', '区人民医院', '临河区人民医院'),
      type: fc.constantFrom('310', '390'),
      status: fc.constantFrom('active', 'active', 'suspended', 'none'),
      designated: fc.boolean(),
      category: fc.constantFrom('registered-poor', 'extreme-poverty', 'relapse-prone', 'child-in-difficulty'),
      facts: fc.subarray(stated, { maxLength: 2 }),
      emergency: fc.option(fc.boolean(), { nil: undefined }),
      referred: fc.option(fc.boolean(), { nil: undefined }),
      line: fc.option(fc.constant({ openedOn: '2022-05-20', limitFen: 1_000_000 })),
    })
    .map(({ place, name, type, status, designated, category, facts, emergency, referred, line }) =>
      parseDecisionRequest({
        day,
        institution: { name, division: place, designated, level: 2, kind: 'public', type: 'hospital' },
        insurance: { type, status, division: place },
        householdDivision: place,
        categories: [{ code: category, since: '2016-01-01', listAsOf: day }],
        facts: Object.fromEntries(facts.map((code) => [code, true])),
        ...(emergency === undefined ? {} : { emergency }),
        ...(referred === undefined ? {} : { referred }),
        creditLine: line,
      }),
    );
  const rank = { admit: 0, review: 1, refuse: 2 };
  const ids = fc.constantFrom(...schemes.list().map((scheme) => scheme.id));
  const modes = fc.constantFrom('assume' as const, 'unknown' as const);

  // Two causes of which only one can be are for a person, whatever each alone would do.
  const contradicts = (code: string, facts: Readonly<Record<string, boolean>> = {}): boolean =>
    Object.entries(facts).some(
      ([other, is]) =>
        is &&
        (exclusionCodes[code]?.excludes.includes(other) || exclusionCodes[other]?.excludes.includes(code)),
    );

  test('are monotone: one more exclusion never makes the answer milder, unless it contradicts another', () => {
    fc.assert(
      fc.property(ids, requests, fc.constantFrom(...stated), modes, (id, request, code, omissions) => {
        fc.pre(!contradicts(code, request.facts));
        const without = { ...request, facts: { ...request.facts, [code]: false } };
        const withIt = { ...request, facts: { ...request.facts, [code]: true } };
        const [before, after] = [
          decide(schemes, id, without, { omissions }),
          decide(schemes, id, withIt, { omissions }),
        ];
        expect(rank[after.outcome], code).toBeGreaterThanOrEqual(rank[before.outcome]);
      }),
      runs,
    );
  });

  test('explain themselves: every reason has its article, a live review says what is missing', () => {
    fc.assert(
      fc.property(ids, requests, modes, (id, request, omissions) => {
        const reply = decide(schemes, id, request, { omissions });
        for (const reason of [...reply.reasons, ...reply.conditions])
          expect(reason.article.length).toBeGreaterThan(8);
        expect(reply.reasons.length + reply.missing.length).toBeGreaterThan(0);
        if (omissions === 'unknown') expect(reply.assumed).toEqual([]);
        if (reply.outcome === 'admit') expect(reply.missing).toEqual([]);
      }),
      runs,
    );
  });

  test('an item or a cost never ends the benefit of the stay', () => {
    const items = stated.filter((code) => ['item', 'cost'].includes(exclusionCodes[code]?.level ?? ''));
    fc.assert(
      fc.property(ids, requests, fc.constantFrom(...items), (id, request, code) => {
        const withIt = { ...request, facts: { ...request.facts, [code]: true } };
        const without = { ...request, facts: { ...request.facts, [code]: false } };
        expect(decide(schemes, id, withIt).outcome).toBe(decide(schemes, id, without).outcome);
      }),
      runs,
    );
  });
});
