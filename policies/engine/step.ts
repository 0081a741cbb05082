import { z } from 'zod';
import { payers } from '../../domain/ids.ts';
import type { Ratio } from '../../domain/money.ts';
import { type Basis, bases } from '../../domain/settlement.ts';

/** Codes of a table, at least one. */
export const codes = z.array(z.string()).min(1);
/** A parameter with the unit ratio. */
export const ratio = z.custom<Ratio>(
  (value) => typeof value === 'object' && value !== null && 'denominator' in value,
  'a $parameter with the unit ratio',
);
/** A parameter with the unit yuan or days. */
export const amount = z.custom<number>(
  (value) => Number.isSafeInteger(value),
  'a $parameter with the unit yuan or days',
);
/** A parameter with the unit flag. */
export const flag = z.boolean('a $parameter with the unit flag');

// What the county enters has the name that a settlement request gives it. Another one needs requests.ts, county-values.ts and
// activities/money/settlement-request.ts, or the step reads a value that is meant for another.
const enteredAs = (name: string): string => `the county enters it as ${name}`;

const remainderOf = z.enum(['cost', 'fundsShare']);

/**
 * The steps by which a payer's share is worked out. `basis` says what the article of a step gives (domain/settlement.ts): a step
 * that the scheme works out has its amount from it.
 */
export function stepShapes<Base extends z.ZodRawShape>(base: Base) {
  const computed = {
    ...base,
    basis: z.literal('amount', 'a step that the scheme works out cites what gives the amount'),
  };
  return z.discriminatedUnion('step', [
    z.strictObject({ ...base, basis: z.enum(Object.keys(bases) as Basis[]), step: z.literal('core-answer') }),
    z.strictObject({ ...computed, step: z.literal('floor-guarantee'), above: ratio, raiseOnZero: flag }),
    z.strictObject({
      ...computed,
      step: z.literal('ratio-of-remainder'),
      county: z.literal('commercialRatio', enteredAs('commercialRatio')),
      remainder: remainderOf,
    }),
    z.strictObject({
      ...computed,
      step: z.literal('disease-standard'),
      county: z.literal('redCross', enteredAs('redCross')),
      diseases: codes,
      /** What was granted for another stay of the calendar year counts; else each stay has its grant. */
      oncePerPersonAndYear: flag,
    }),
    z.strictObject({
      ...computed,
      step: z.literal('assistance'),
      ratio,
      outOfPolicyShare: ratio,
      yearlyCapFen: amount,
      remainder: remainderOf,
      assistanceBase: z.string(),
      /** After which payer the remainder is counted, per choice of `assistanceBase`. */
      bases: z.record(z.string(), z.enum(payers)),
    }),
    z.strictObject({ ...computed, step: z.literal('fill-up') }),
  ]);
}
