import { expect, test } from 'vitest';
import { agrees, cashLines } from './cash-days.ts';
import { fen } from './money.ts';
import type { PaymentMethod } from './payment-methods.ts';

const took = (cashier: string, method: PaymentMethod, yuan: number, payments = 1) => ({
  ...{ cashier, method, fen: fen(yuan * 100), payments },
});

test('both sides are held against each other cashier by cashier and method by method', () => {
  const hub = [took('07', 'cash', 1_200, 2), took('07', 'mobile', 300), took('08', 'cash', 50)];
  expect(agrees(cashLines(hub, hub.toReversed()))).toBe(true);
  const lines = cashLines(hub, [
    took('07', 'cash', 1_100, 2),
    took('07', 'mobile', 300),
    took('09', 'card', 20),
  ]);
  expect(agrees(lines)).toBe(false);
  expect(lines.map(({ cashier, method, differenceFen }) => [cashier, method, differenceFen])).toEqual([
    ...[
      ['07', 'cash', -100_00],
      ['07', 'mobile', 0],
      ['08', 'cash', -50_00],
      ['09', 'card', 20_00],
    ],
  ]);
  expect(lines[3]).toMatchObject({ hub: null, hospital: { fen: 20_00, payments: 1 } });
});

test('the same amount in another number of payments is no agreement', () => {
  expect(agrees(cashLines([took('07', 'cash', 100, 2)], [took('07', 'cash', 100, 1)]))).toBe(false);
});
