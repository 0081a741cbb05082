import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linheBills, linheReadings } from './linhe-bills.ts';
import {
  agreedReadings,
  type LinheBill,
  type Opinion,
  payersInOrder,
  type Readings,
  roundHalfUp,
  secondOpinion,
} from './linhe-second-opinion.ts';

const refused = { kind: 'refused' } as const;
const paid = (yuan: bigint) => ({ kind: 'paid', fen: yuan * 100n }) as const;

const exampleA: LinheBill = {
  total: 4_000_000n,
  outOfPolicy: 300_000n,
  basic: paid(22_000n),
  critical: paid(5_000n),
  commercialRatio: { over: 50n, under: 100n },
  redCrossStandard: null,
  refusals: new Set(),
  assistanceUsed: 0n,
};

const exampleB: LinheBill = {
  ...exampleA,
  total: 6_000_000n,
  outOfPolicy: 1_000_000n,
  basic: paid(24_000n),
  critical: refused,
  commercialRatio: { over: 30n, under: 100n },
  redCrossStandard: 500_000n,
};

const exampleC: LinheBill = {
  ...exampleA,
  total: 500_000n,
  outOfPolicy: 20_000n,
  basic: paid(3_500n),
  critical: paid(0n),
};

/** The six shares in the order of the document, then the patient; fen. */
function inOrder(opinion: Opinion): readonly bigint[] {
  return [...payersInOrder.map((payer) => opinion.shares[payer]), opinion.patient];
}

function amounts(bill: LinheBill, readings: Partial<Readings> = {}): readonly bigint[] {
  return inOrder(secondOpinion(bill, { ...agreedReadings, ...readings }));
}

describe('the worked examples, step by step', () => {
  it('A: critical illness insurance is raised one fen above 75 %, assistance is capped', () => {
    expect(amounts(exampleA)).toEqual([2_200_000n, 800_001n, 500_000n, 0n, 99_999n, 0n, 400_000n]);
  });

  it('B: a refusal is not raised, the guarantee fund fills the rest', () => {
    expect(amounts(exampleB)).toEqual([2_400_000n, 0n, 1_080_000n, 500_000n, 1_414_000n, 6_000n, 600_000n]);
  });

  it('C: below the deductible is not a refusal', () => {
    expect(amounts(exampleC)).toEqual([350_000n, 25_001n, 62_500n, 0n, 12_499n, 0n, 50_000n]);
  });
});

describe('the other readings, worked by hand', () => {
  it('fundsShare: supplement 30 % of 54,000 − 24,000; assistance 70 % of 11,000 + 10,000 / 2', () => {
    const expected = [2_400_000n, 0n, 900_000n, 500_000n, 1_120_000n, 480_000n, 600_000n];
    expect(amounts(exampleB, { remainder: 'fundsShare' })).toEqual(expected);
  });

  it('afterRedCross: assistance 70 % of 10,200 + 10,000 / 2', () => {
    const expected = [2_400_000n, 0n, 1_080_000n, 500_000n, 1_064_000n, 356_000n, 600_000n];
    expect(amounts(exampleB, { assistanceBase: 'afterRedCross' })).toEqual(expected);
  });

  it('both: assistance 70 % of 6,000 + 10,000 / 2', () => {
    const expected = [2_400_000n, 0n, 900_000n, 500_000n, 770_000n, 830_000n, 600_000n];
    const readings = { remainder: 'fundsShare', assistanceBase: 'afterRedCross' } as const;
    expect(amounts(exampleB, readings)).toEqual(expected);
  });

  it('no raise on zero: the supplement takes half of the 1,500 left', () => {
    expect(amounts(exampleC, { raiseOnZero: false })).toEqual([
      350_000n,
      0n,
      75_000n,
      0n,
      25_000n,
      0n,
      50_000n,
    ]);
  });
});

describe('edges', () => {
  it('assistance stops at what is left of 20,000 yuan in the year', () => {
    const bill = { ...exampleB, total: 20_000_000n, assistanceUsed: 1_900_000n };
    expect(secondOpinion(bill).shares['medical-assistance']).toBe(100_000n);
  });

  it('a refusing payer gives nothing and the next one sees more', () => {
    const bill = { ...exampleB, refusals: new Set(['commercial-supplement', 'red-cross'] as const) };
    // 70 % of 26,000 + 10,000 / 2 is 21,700 yuan, which the yearly limit cuts.
    expect(amounts(bill)).toEqual([2_400_000n, 0n, 0n, 0n, 2_000_000n, 1_000_000n, 600_000n]);
  });

  it('half a fen goes up, less goes down', () => {
    expect(roundHalfUp({ over: 1n, under: 2n })).toBe(1n);
    expect(roundHalfUp({ over: 49n, under: 100n })).toBe(0n);
    expect(amounts({ ...exampleA, total: 15n, outOfPolicy: 0n, basic: refused }).at(-1)).toBe(2n);
  });

  it('a bill of nothing asks nothing of anybody', () => {
    const bill = { ...exampleA, total: 0n, outOfPolicy: 0n, basic: paid(0n), critical: paid(0n) };
    expect(amounts(bill)).toEqual([0n, 0n, 0n, 0n, 0n, 0n, 0n]);
  });
});

const seed = 20_170_911;

describe(`for every bill under every reading (fast-check seed ${seed})`, () => {
  const always = (holds: (bill: LinheBill, opinion: Opinion, readings: Readings) => void) =>
    fc.assert(
      fc.property(linheBills, linheReadings, (bill, readings) =>
        holds(bill, secondOpinion(bill, readings), readings),
      ),
      { seed, numRuns: 10_000 },
    );

  it('shares and patient add up to the cost, nobody pays less than nothing', () => {
    always((bill, opinion) => {
      const parts = inOrder(opinion);
      expect(parts.reduce((sum, part) => sum + part)).toBe(bill.total);
      expect(parts.every((part) => part >= 0n)).toBe(true);
    });
  });

  it('the patient pays the tenth nearest to the fen, the funds exactly the rest', () => {
    always((bill, opinion) => {
      const distance = 10n * opinion.patient - bill.total;
      expect(distance > -5n && distance <= 5n).toBe(true);
    });
  });

  it('no payer passes its own limit', () => {
    always(({ redCrossStandard, assistanceUsed, ...bill }, { shares }) => {
      expect(shares['basic-insurance'] <= (bill.basic.kind === 'paid' ? bill.basic.fen : 0n)).toBe(true);
      expect(shares['red-cross'] <= (redCrossStandard ?? 0n)).toBe(true);
      const allowance = assistanceUsed < 2_000_000n ? 2_000_000n - assistanceUsed : 0n;
      expect(shares['medical-assistance'] <= allowance).toBe(true);
      for (const payer of bill.refusals) expect(shares[payer]).toBe(0n);
    });
  });

  it('insurance together passes 75 % of the cost unless critical illness insurance refuses', () => {
    always(({ total, critical }, { shares }, { raiseOnZero }) => {
      if (critical.kind === 'refused' || total === 0n || (critical.fen === 0n && !raiseOnZero)) return;
      const insured = shares['basic-insurance'] + shares['critical-illness-insurance'];
      expect(4n * insured > 3n * total).toBe(true);
      // Never raised further than the smallest such fen.
      if (shares['critical-illness-insurance'] > critical.fen)
        expect(4n * (insured - 1n) <= 3n * total).toBe(true);
    });
  });
});
