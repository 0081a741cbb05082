import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addFen, fen, subtractFen, sumFen, zeroFen } from './money.ts';
import { creditedOnAccount, type StagingRule, stageDue, stageReached } from './staging.ts';

const rule = (more: Partial<StagingRule>): StagingRule => ({
  ...{ amountFen: null, days: null, match: 'any', offered: 'by-itself', ...more },
});
const at = (ownPart: number, onAccount: number, daysSince: number) => ({
  ...{ ownPartFen: fen(ownPart), onAccountFen: fen(onAccount), daysSince },
});

describe('a stage is reached', () => {
  const both = { amountFen: fen(1_000), days: 7 };
  test.each([
    ['by its amount, from the fen on', rule({ amountFen: fen(1_000) }), at(1_000, 0, 0), true],
    ['not a fen before', rule({ amountFen: fen(1_000) }), at(999, 0, 99), false],
    ['by what is not paid yet', rule({ amountFen: fen(1_000) }), at(1_500, 501, 0), false],
    ['by its days', rule({ days: 7 }), at(1, 0, 7), true],
    ['not while nothing is unpaid', rule({ days: 7 }), at(500, 500, 30), false],
    ['by either limit', rule(both), at(1, 0, 7), true],
    ['not by one where both must be', rule({ ...both, match: 'all' }), at(1, 0, 7), false],
    ['by both where both must be', rule({ ...both, match: 'all' }), at(1_000, 0, 7), true],
    ['by no limit at all: never', rule({}), at(1_000, 0, 7), false],
  ])('%s', (_, given, standing, reached) => {
    expect(stageReached(given, standing)).toBe(reached);
  });
});

describe('payments on account', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }).map(fen), { minLength: 1, maxLength: 10 });

  test('in any cut come to the same: what is due of a stage, what is credited, what goes back', () => {
    fc.assert(
      fc.property(amounts, fc.nat(2_000_000), fc.nat(2_000_000), (paid, own, target) => {
        const whole = sumFen(paid);
        const step = paid.reduce((sum, some) => addFen(sum, some), zeroFen);
        expect(stageDue(fen(target), step)).toBe(stageDue(fen(target), whole));
        expect(creditedOnAccount(fen(own), step)).toEqual(creditedOnAccount(fen(own), whole));
        const { creditedFen, backFen } = creditedOnAccount(fen(own), whole);
        expect(addFen(creditedFen, backFen)).toBe(whole);
        expect(creditedFen).toBeLessThanOrEqual(own);
        // What is credited and what the patient pays afterwards is the own part, and nothing of it goes back.
        expect(backFen === 0 || subtractFen(fen(own), creditedFen) === 0).toBe(true);
      }),
    );
  });
});
