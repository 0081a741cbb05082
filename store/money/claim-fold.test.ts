import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addFen, type Fen, fen, sumFen, zeroFen } from '../../domain/money.ts';
import {
  type ClaimFigures,
  type ClaimReceipts,
  claimAccounts,
  claimMovement,
  paidOf,
  receivedOf,
  restOf,
  withReceived,
} from './claim-figures.ts';
import { stepped } from './claim-fold.ts';

const owed = fen(1_000);
const fresh: ClaimFigures = {
  ...{ state: 'sent', owedFen: owed, partPaidFen: zeroFen, overPaidFen: zeroFen, retainedFen: zeroFen },
  ...{ deductedFen: zeroFen, borneFen: zeroFen, movedFen: zeroFen },
};
const nothing: ClaimReceipts = {
  ...{ saidInFen: zeroFen, arrivedInFen: zeroFen, saidBackFen: zeroFen, arrivedBackFen: zeroFen },
};

interface Told {
  readonly kind:
    | 'paid'
    | 'retained'
    | 'returned'
    | 'refused'
    | 'deducted'
    | 'recovered'
    | 'refusal-withdrawn';
  readonly told: 'said' | 'arrived';
  readonly fen: Fen;
}

const told: fc.Arbitrary<Told> = fc.record({
  kind: fc.constantFrom(
    'paid',
    'paid',
    'retained',
    'returned',
    'refused',
    'deducted',
    'recovered',
    'refusal-withdrawn',
  ),
  told: fc.constantFrom('said', 'arrived'),
  fen: fc.integer({ min: 1, max: 1_200 }).map(fen),
});

interface Standing {
  readonly claim: ClaimFigures;
  readonly receipts: ClaimReceipts;
}

/** As the store does it: what would take back more than came in is not taken. */
function after({ claim, receipts }: Standing, one: Told): Standing {
  const field = fieldOf(one);
  const next = field === null ? receipts : { ...receipts, [field]: addFen(receipts[field], one.fen) };
  const receivedFen = receivedOf(next);
  if (receivedFen < 0) return { claim, receipts };
  return { claim: stepped(claim, { kind: one.kind, fen: one.fen, receivedFen }), receipts: next };
}

function fieldOf({ kind, told: by }: Told): keyof ClaimReceipts | null {
  if (kind === 'paid' || kind === 'returned') return by === 'said' ? 'saidInFen' : 'arrivedInFen';
  if (kind === 'recovered') return by === 'said' ? 'saidBackFen' : 'arrivedBackFen';
  return null;
}

const all = (steps: readonly Told[]) => steps.reduce(after, { claim: fresh, receipts: nothing });

test('whatever a payer does in whatever order, each fen of the claim has exactly one place', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 12 }), (steps) => {
      const { claim, receipts } = all(steps);
      const parts = [paidOf(claim), claim.retainedFen, claim.deductedFen, claim.borneFen, claim.movedFen];
      for (const part of [...parts, restOf(claim), claim.overPaidFen]) expect(part).toBeGreaterThanOrEqual(0);
      expect(sumFen([...parts, restOf(claim)])).toBe(owed);
      expect(addFen(paidOf(claim), claim.overPaidFen)).toBe(receivedOf(receipts));
      expect(sumFen(claimAccounts('red-cross', claim).map((line) => line.fen))).toBe(owed);
      expect(claim.state === 'confirmed').toBe(addFen(paidOf(claim), claim.retainedFen) === owed);
    }),
  );
});

test('the lines of every step balance, and lead from one division to the other', () => {
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 8 }), (steps) => {
      let standing: Standing = { claim: fresh, receipts: nothing };
      for (const step of steps) {
        const next = after(standing, step);
        const lines = claimMovement('red-cross', standing.claim, next.claim);
        expect(sumFen(lines.map((line) => line.fen))).toBe(0);
        standing = next;
      }
    }),
  );
});

test('parts add up in any order, and whoever tells them first: the last one makes the claim final', () => {
  const parts = fc
    .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 })
    .map((some) => [...some, 1_000 - some.reduce((sum, one) => sum + one, 0)].filter((one) => one > 0))
    .filter((some) => some.reduce((sum, one) => sum + one, 0) === 1_000);
  const both = parts.chain((some) => {
    const twice = some.flatMap((one): readonly Told[] => [
      { kind: 'paid', told: 'said', fen: fen(one) },
      { kind: 'paid', told: 'arrived', fen: fen(one) },
    ]);
    return fc.shuffledSubarray([...twice], { minLength: twice.length });
  });
  fc.assert(
    fc.property(both, (steps) => {
      expect(all(steps).claim).toMatchObject({ state: 'confirmed', overPaidFen: 0 });
    }),
  );
});

test('a no and its withdrawal change nothing of what is paid', () => {
  const paid = { kind: 'paid', told: 'said', fen: fen(600) } as const;
  const no = { kind: 'refused', told: 'said', fen: zeroFen } as const;
  const yes = { kind: 'refusal-withdrawn', told: 'said', fen: zeroFen } as const;
  const rest = { kind: 'paid', told: 'said', fen: fen(400) } as const;
  expect(all([paid, no]).claim).toMatchObject({ state: 'refused', partPaidFen: 600 });
  expect(all([no, yes, paid]).claim).toMatchObject({ state: 'sent', partPaidFen: 600 });
  for (const steps of [
    [paid, no, yes, rest],
    [no, paid, rest],
    [no, yes, rest, paid],
    [paid, no, rest],
  ])
    expect(all(steps).claim).toMatchObject({ state: 'confirmed', overPaidFen: 0 });
});

test('what is taken back is deducted, never refused: first what was paid too much', () => {
  const twice = { kind: 'paid', told: 'said', fen: fen(1_000) } as const;
  const back = (some: number): Told => ({ kind: 'recovered', told: 'said', fen: fen(some) });
  expect(all([twice, twice]).claim).toMatchObject({ state: 'confirmed', overPaidFen: 1_000 });
  expect(all([twice, twice, back(1_000)]).claim).toMatchObject({ state: 'confirmed', overPaidFen: 0 });
  expect(all([twice, back(300)]).claim).toMatchObject({
    state: 'refused',
    deductedFen: 300,
    partPaidFen: 700,
  });
});

test('what is retained is no debt in dispute, and comes back from the bank or by word, once', () => {
  const paid = { kind: 'paid', told: 'said', fen: fen(950) } as const;
  const kept = { kind: 'retained', told: 'said', fen: fen(50) } as const;
  const word = { kind: 'returned', told: 'said', fen: fen(50) } as const;
  const money = { kind: 'paid', told: 'arrived', fen: fen(1_000) } as const;
  expect(all([paid, kept]).claim).toMatchObject({ state: 'confirmed', retainedFen: 50 });
  for (const steps of [
    [paid, kept, word],
    [kept, paid, word, money],
    [paid, kept, money, word],
    [money, paid, kept],
  ])
    expect(all(steps).claim).toMatchObject({ state: 'confirmed', retainedFen: 0, overPaidFen: 0 });
});

test('money fills what is expected, then what is retained, then what was deducted, and last what was borne', () => {
  const divided: ClaimFigures = {
    ...{ ...fresh, state: 'refused' },
    ...{ retainedFen: fen(100), deductedFen: fen(200), borneFen: fen(300) },
  };
  const left = (received: number) => {
    const { retainedFen, deductedFen, borneFen, overPaidFen } = withReceived(divided, fen(received));
    return [retainedFen, deductedFen, borneFen, overPaidFen];
  };
  expect(left(400)).toEqual([100, 200, 300, 0]);
  expect(left(450)).toEqual([50, 200, 300, 0]);
  expect(left(600)).toEqual([0, 100, 300, 0]);
  expect(left(900)).toEqual([0, 0, 100, 0]);
  expect(left(1_050)).toEqual([0, 0, 0, 50]);
});
