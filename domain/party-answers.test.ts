import { expect, test } from 'vitest';
import { asIdentified, attemptStep, isMessageOf, settleStep } from './message-steps.ts';
import { fen } from './money.ts';
import {
  answersOf,
  type EnteredSettlement,
  isEffectful,
  numberIn,
  settlementUnfit,
} from './party-answers.ts';

const bill = { totalFen: fen(1_000_000), outOfPolicyFen: fen(50_000) };
const whole: EnteredSettlement = {
  ...{ of: 'settlement', settlementNo: 'S1', totalFen: fen(1_000_000), inPolicyFen: fen(950_000) },
  payers: { 'basic-insurance': { paidFen: fen(700_000) }, 'medical-assistance': { refused: 'not-covered' } },
  ...{ accountFen: fen(100_000), familyAccountFen: fen(0), cashFen: fen(200_000) },
};

test('a settlement from paper is held against the bill and itself; both figures are told', () => {
  expect(settlementUnfit(whole, bill)).toEqual([]);
  expect(settlementUnfit({ ...whole, totalFen: fen(900_000) }, bill)).toEqual([
    'totalFen: 9000.00 / 10000.00',
  ]);
  expect(settlementUnfit({ ...whole, inPolicyFen: fen(1) }, bill)).toEqual(['inPolicyFen: 0.01 / 9500.00']);
  expect(settlementUnfit({ ...whole, cashFen: fen(200_001) }, bill)).toEqual([
    'payers + account + cash: 10000.01 / 10000.00',
  ]);
  // Amounts whose sum nobody can count are no exception but an answer that does not fit.
  const huge = fen(Number.MAX_SAFE_INTEGER);
  expect(settlementUnfit({ ...whole, cashFen: huge, accountFen: huge }, bill)).toHaveLength(2);
});

test('only messages that change something may not have been carried out; numbers are those of the party', () => {
  expect(Object.keys(answersOf).filter((operation) => !isEffectful(operation))).toEqual([
    ...['identify', 'findClaim', 'followClaim', 'settled', 'shownSettlement', 'registered'],
  ]);
  expect(numberIn(whole)).toEqual({ of: 'settlement', number: 'S1' });
  expect(numberIn({ of: 'payment', paidFen: fen(1), paidOn: '2024-03-01' as never })).toBeNull();
});

test('a step waits for its own messages and no other', () => {
  const key = (name: string) => `case_x/${name}`;
  for (const [name, steps] of [
    ['identify', ['identify']],
    ['identify-as-2-3', ['identify']],
    ['credit-line', ['identify']],
    ['credit-line-at-discharge', ['settle']],
    ['admit-2', ['admit', 'cancel']],
    ['fees-1', ['settle']],
    ['discharge', ['settle', 'cancel']],
    ['settle-of-2', ['settle', 'cancel']],
    ['cancel-settlement-1-1', ['settle', 'cancel']],
    ['cancel-fees-2', ['settle']],
    ['cancel-admission-1', ['cancel']],
    ['registered-1', ['cancel']],
    ['claim-2/red-cross/1', ['reimburse/red-cross/1']],
    ['follow-4/red-cross/2', ['reimburse/red-cross/2']],
  ] as const)
    expect(
      ['identify', 'admit', 'settle', 'cancel', 'reimburse/red-cross/1', 'reimburse/red-cross/2'].filter(
        (step) => isMessageOf(key(name), step),
      ),
      name,
    ).toEqual(steps);
  expect([attemptStep('admit', 1), attemptStep('admit', 2), settleStep(1), settleStep(2)]).toEqual([
    ...['admit', 'admit-2', 'settle', 'settle-of-2'],
  ]);
  expect(asIdentified({ identitySequence: 2 }, 'identify')).toBe('identify-as-2');
});
