import fc from 'fast-check';
import type { InsurerAnswer, LinheBill, Readings, RefusingPayer } from './linhe-second-opinion.ts';

const refusing: readonly RefusingPayer[] = ['commercial-supplement', 'red-cross', 'medical-assistance'];

/** A few fen, an ordinary bill, or one far beyond any hospital: rounding shows on the first, caps on the others. */
const total = fc.oneof(
  { weight: 2, arbitrary: fc.bigInt(0n, 300n) },
  { weight: 6, arbitrary: fc.bigInt(10_000n, 8_000_000n) },
  { weight: 2, arbitrary: fc.bigInt(8_000_000n, 1_000_000_000_000n) },
);

/** A part of `whole` in fen: any, all, nothing, or within two fen of a boundary that a step compares with. */
function partOf(whole: bigint, boundary: bigint): fc.Arbitrary<bigint> {
  const within = (fen: bigint) => (fen < 0n ? 0n : fen > whole ? whole : fen);
  return fc.oneof(
    { weight: 6, arbitrary: fc.bigInt(0n, whole) },
    { weight: 1, arbitrary: fc.constantFrom(0n, whole) },
    { weight: 3, arbitrary: fc.bigInt(-2n, 2n).map((step) => within(boundary + step)) },
  );
}

function answer(amount: fc.Arbitrary<bigint>): fc.Arbitrary<InsurerAnswer> {
  return fc.oneof(
    { weight: 3, arbitrary: amount.map((fen) => ({ kind: 'paid' as const, fen })) },
    { weight: 1, arbitrary: fc.constant({ kind: 'refused' as const }) },
  );
}

const commercialRatio = fc.oneof(
  fc.bigInt(0n, 100n).map((over) => ({ over, under: 100n })),
  fc.bigInt(0n, 10_000n).map((over) => ({ over, under: 10_000n })),
);

const assistanceUsed = fc.oneof(
  fc.constant(0n),
  fc.bigInt(0n, 2_000_000n),
  fc.bigInt(1_999_990n, 2_000_010n),
);

/** Bills of Linhe that the hub must accept: the insurers together never pay more than the cost. */
export const linheBills: fc.Arbitrary<LinheBill> = total
  .chain((cost) =>
    fc.tuple(fc.constant(cost), answer(partOf(cost, (cost * 9n) / 10n)), partOf(cost, cost / 4n)),
  )
  .chain(([cost, basic, outOfPolicy]) => {
    const paid = basic.kind === 'paid' ? basic.fen : 0n;
    return fc.record({
      total: fc.constant(cost),
      outOfPolicy: fc.constant(outOfPolicy),
      basic: fc.constant(basic),
      critical: answer(partOf(cost - paid, (cost * 3n) / 4n - paid)),
      commercialRatio,
      redCrossStandard: fc.option(fc.oneof(fc.bigInt(0n, 2_000_000n), partOf(cost, cost / 10n))),
      refusals: fc.subarray([...refusing]).map((payers) => new Set(payers)),
      assistanceUsed,
    });
  });

/** Every combination of the scheme's named readings. */
export const linheReadings: fc.Arbitrary<Readings> = fc.record({
  remainder: fc.constantFrom('cost' as const, 'fundsShare' as const),
  assistanceBase: fc.constantFrom('afterThird' as const, 'afterRedCross' as const),
  raiseOnZero: fc.boolean(),
});
