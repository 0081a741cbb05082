import { expect, test } from 'vitest';
import { misfits } from '../../api/money/misfits.ts';
import { today } from '../http/door-under-test.ts';
import { aSettledStay, as, door, hospitalParty, tokenOf } from '../stays/resolutions-under-test.ts';

const path = `/v1/institutions/${hospitalParty}/cash-days/${today}`;

interface Day {
  readonly status: number;
  readonly code?: string;
  readonly agrees: boolean | null;
  readonly lines: readonly {
    readonly cashier: string;
    readonly method: string;
    readonly differenceFen: number;
  }[];
}

const show = async () => (await as('finance', 'GET', path)) as unknown as Day;
const count = async (totals: readonly object[]) => {
  const reply = await door().server.inject({
    ...{ method: 'PUT', url: path, payload: { totals } },
    headers: { authorization: `Bearer ${tokenOf('finance')}` },
  });
  return { ...(reply.json() as Day), status: reply.statusCode };
};
const off = async () =>
  (await misfits(door().deps))
    .filter(({ kind }) => kind === 'cash-differs')
    .map(({ subject, about }) => `${subject} ${about}`);

test('what each cashier took is held against the hospital’s own count; a difference is the hospital’s until it is corrected or explained by somebody else', async () => {
  const caseRef = await aSettledStay();
  const pay = (paymentId: string, fen: number, more: object) =>
    as('finance', 'POST', `/v1/stays/${caseRef}/patient-payments`, {
      paymentId,
      fen,
      paidOn: today,
      ...more,
    });
  expect((await pay('P1', 100_00, { method: 'cash', cashier: '07' })).status).toBe(201);
  expect((await pay('P2', 50_00, { method: 'cash', cashier: '07' })).status).toBe(201);
  expect((await pay('P3', 30_00, { method: 'mobile' })).status).toBe(201);
  expect(await show()).toMatchObject({
    agrees: null,
    lines: [
      { cashier: '-', method: 'mobile', hub: { fen: 30_00, payments: 1 }, hospital: null },
      { cashier: '07', method: 'cash', hub: { fen: 150_00, payments: 2 }, hospital: null },
    ],
  });
  expect(await off()).toEqual([]);
  const right = [
    { cashier: '08', method: 'mobile', fen: 30_00, payments: 1 },
    { cashier: '07', method: 'cash', fen: 150_00, payments: 2 },
  ];
  const wrong = await count([{ cashier: '07', method: 'cash', fen: 140_00, payments: 2 }]);
  expect(wrong).toMatchObject({ status: 201, agrees: false });
  expect(wrong.lines.map(({ cashier, differenceFen }) => [cashier, differenceFen])).toEqual([
    ...[
      ['-', -30_00],
      ['07', -10_00],
    ],
  ]);
  expect(await off()).toEqual([`${hospitalParty} ${today}`]);
  const explain = (who: string) => as(who, 'POST', `${path}/explanation`, { explanation: '长款次日退还' });
  expect(await explain('finance')).toMatchObject({ status: 403, code: 'second-person-needed' });
  expect(await explain('lead')).toMatchObject({ status: 201, explanation: '长款次日退还' });
  expect(await off()).toEqual([]);
  expect(await explain('lead')).toMatchObject({ status: 404, code: 'cash-count-unknown' });
  // A further count stands for itself: what was explained is not explained for it.
  expect((await count(right)).status).toBe(201);
  expect((await count(right)).status).toBe(200);
  expect(await off()).toEqual([`${hospitalParty} ${today}`]);
  const kept = await door()
    .db.selectFrom('cashCounts')
    .select('countSequence')
    .orderBy('countSequence')
    .execute();
  expect(kept.map(({ countSequence }) => countSequence)).toEqual([1, 2]);
});

test('nobody counts tomorrow, twice the same line, or another hospital’s day', async () => {
  const line = { cashier: '07', method: 'cash', fen: 1, payments: 1 };
  expect((await count([line, line])).status).toBe(422);
  const put = (url: string, who: string) =>
    door().server.inject({
      ...{ method: 'PUT', url, payload: { totals: [line] } },
      headers: { authorization: `Bearer ${tokenOf(who)}` },
    });
  expect((await put(path.replace(today, '2024-03-11'), 'finance')).json()).toMatchObject({
    errors: [{ path: '/day', code: 'day-in-future' }],
  });
  expect((await put(path.replace(hospitalParty, 'H50015400002'), 'finance')).statusCode).toBe(403);
});
