import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, localDate } from './dates.ts';
import { addFen, fen, subtractFen, sumFen, zeroFen } from './money.ts';
import {
  allotted,
  cutFromTheEnd,
  faultsOfPlan,
  type Instalment,
  nextLook,
  planRest,
  restOf,
} from './repayment.ts';

const today = localDate('2024-06-10');
const instalment = (number: number, dueOn: string, some: number, paid = 0): Instalment => ({
  ...{ instalment: number, dueOn: localDate(dueOn), fen: fen(some) },
  ...{ paidFen: fen(paid), cutFen: zeroFen },
});
const plan = [
  instalment(1, '2024-06-01', 100, 40),
  instalment(2, '2024-07-01', 100),
  instalment(3, '2024-08-01', 100),
];

test('a payment goes to what was due, then to what no plan defers, then to the instalments to come', () => {
  expect(allotted({ plan, undeferredFen: fen(50) }, fen(130), today)).toEqual({
    instalments: [
      { instalment: 1, fen: 60 },
      { instalment: 2, fen: 20 },
    ],
    undeferredFen: 50,
  });
});

test('a bill that fell cuts the last instalments first', () => {
  expect(cutFromTheEnd(plan, fen(150))).toEqual([
    { instalment: 3, fen: 100 },
    { instalment: 2, fen: 50 },
  ]);
});

test('an instalment is looked at before its day, on it and the day after; a paid one is not', () => {
  const look = (day: string) => nextLook(plan, { today: localDate(day), remindDaysBefore: 3 });
  expect(look('2024-06-10')).toBe('2024-06-28');
  expect(look('2024-06-28')).toBe('2024-07-01');
  expect(look('2024-07-01')).toBe('2024-07-02');
  expect(look('2024-08-02')).toBeNull();
  const paid = [instalment(1, '2024-07-01', 100, 100)];
  expect(nextLook(paid, { today, remindDaysBefore: 3 })).toBeNull();
});

test('everything that is wrong with a plan is told at once', () => {
  const agreed = ['2024-06-10', '2024-09-01', '2024-08-01', '2027-01-01'].map((dueOn) => ({
    ...{ dueOn: localDate(dueOn), fen: fen(10) },
  }));
  expect(faultsOfPlan(agreed, { balanceFen: fen(41), today, latest: localDate('2026-06-10') })).toEqual([
    { path: '/instalments', code: 'plan-sum-differs' },
    { path: '/instalments/0/dueOn', code: 'plan-day-past' },
    { path: '/instalments/2/dueOn', code: 'plan-days-not-ascending' },
    { path: '/instalments/3/dueOn', code: 'plan-too-long' },
  ]);
  const good = [{ dueOn: addDays(today, 1), fen: fen(41) }];
  expect(faultsOfPlan(good, { balanceFen: fen(41), today, latest: localDate('2026-06-10') })).toEqual([]);
});

const plans = fc
  .array(
    fc.record({
      fen: fc.integer({ min: 1, max: 500 }),
      paid: fc.nat(500),
      day: fc.integer({ min: -40, max: 40 }),
    }),
    {
      maxLength: 8,
    },
  )
  .map((all) =>
    all
      .toSorted((a, b) => a.day - b.day)
      .map((one, at) => instalment(at + 1, addDays(today, one.day), one.fen, Math.min(one.paid, one.fen))),
  );

test('whatever is paid or cut falls whole on what is open, and on nothing twice', () => {
  fc.assert(
    fc.property(plans, fc.nat(500), fc.double({ min: 0, max: 1, noNaN: true }), (some, loose, part) => {
      const open = addFen(planRest(some), fen(loose));
      const amount = fen(Math.floor(open * part));
      const falls = allotted({ plan: some, undeferredFen: fen(loose) }, amount, today);
      expect(addFen(sumFen(falls.instalments.map((one) => one.fen)), falls.undeferredFen)).toBe(amount);
      expect(falls.undeferredFen).toBeLessThanOrEqual(loose);
      const cut = fen(Math.floor(planRest(some) * part));
      const off = cutFromTheEnd(some, cut);
      expect(sumFen(off.map((one) => one.fen))).toBe(cut);
      for (const parts of [falls.instalments, off])
        for (const { instalment: number, fen: taken } of parts) {
          const [of] = some.filter((one) => one.instalment === number);
          expect(of && subtractFen(restOf(of), taken)).toBeGreaterThanOrEqual(0);
        }
    }),
  );
});
