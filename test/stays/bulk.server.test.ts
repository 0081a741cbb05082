import { afterAll, expect, test } from 'vitest';
import { startBulkRelay } from '../../api/relay/bulk.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { at } from '../postgres/store-under-test.ts';
import {
  aRefusedClaim,
  aStayInCare,
  as,
  assistance,
  door,
  owed,
  propose,
  raise,
  step,
} from './resolutions-under-test.ts';

const bulk = '/v1/resolutions/bulk';
const question = {
  kind: 'resubmit',
  filter: { code: 'payer-refused', payer: 'medical-assistance', refusal: 'papers-missing' },
};
const evidence = '材料已补齐,存档 2024-21';

let relay: ReturnType<typeof startBulkRelay> | undefined;
afterAll(() => relay?.stop());

function carriesOut(): void {
  const { stays, clock } = door().deps;
  const log = { warn: () => undefined };
  relay = startBulkRelay({ stays, clock, log, nudge: () => undefined, everyMs: 20 });
}

/** The order once nothing of it waits any more. */
async function ended(bulkRef: unknown): Promise<object> {
  for (;;) {
    const { orders } = (await as('operator', 'GET', bulk)) as unknown as {
      readonly orders: readonly { readonly bulkRef: string; readonly waiting: number }[];
    };
    const order = orders.find((one) => one.bulkRef === bulkRef);
    if (order?.waiting === 0) return order;
  }
}

const stateOf = async (caseRef: CaseRef) =>
  (await door().deps.stays.obligations(caseRef)).filter(({ payer }) => payer === assistance.payer);

test('claims refused for the same papers are claimed anew in one order: previewed, counted, done one by one, each with its own record', async () => {
  const first = await aRefusedClaim();
  const second = await aRefusedClaim();
  const open = await aRefusedClaim();
  await propose('finance', open, { kind: 'bear', on: step, approval: '院财〔2024〕8号' });
  const preview = await as('finance', 'POST', `${bulk}/preview`, question);
  expect(preview).toMatchObject({
    ...{ status: 200, foreseen: 2, minutes: 1, cannot: 1 },
    reasons: [{ caseRef: open, step, code: 'resolution-open' }],
  });
  for (const other of [{ payer: 'red-cross' }, { refusal: 'not-covered' }])
    expect(
      await as('finance', 'POST', `${bulk}/preview`, {
        ...question,
        filter: { ...question.filter, ...other },
      }),
    ).toMatchObject({ foreseen: 0, cannot: 0 });
  expect((await stateOf(first)).map(({ state }) => state)).toEqual(['refused']);
  const order = { ...question, evidence, perMinute: 600 };
  expect(await as('finance', 'POST', bulk, { ...order, foreseen: 3 })).toMatchObject({
    ...{ status: 409, code: 'bulk-changed' },
  });
  const ordered = (await as('finance', 'POST', bulk, { ...order, foreseen: 2 })) as { bulkRef?: string };
  expect(ordered).toMatchObject({ status: 202, waiting: 2, done: 0, evidence });
  // What is in an order already is not ordered twice.
  expect(await as('finance', 'POST', `${bulk}/preview`, question)).toMatchObject({ foreseen: 0, cannot: 3 });
  // Somebody was quicker with one of them.
  await propose('finance', second, { kind: 'resubmit', on: step });
  carriesOut();
  expect(await ended(ordered.bulkRef)).toMatchObject({
    ...{ done: 1, notDone: 1 },
    reasons: [{ caseRef: second, step, code: 'resolution-unfit' }],
  });
  for (const caseRef of [first, second]) {
    const claims = await stateOf(caseRef);
    expect(claims.map(({ claimSequence }) => claimSequence)).toEqual([1, 2]);
    expect(await owed(caseRef)).toContain('start-claim reimburse/medical-assistance/2');
  }
  expect(await as('finance', 'GET', `/v1/stays/${first}/resolutions`)).toMatchObject({
    resolutions: [
      { kind: 'resubmit', state: 'applied', evidence, proposedBy: expect.stringMatching(/\/finance$/) },
    ],
  });
  expect(await as('finance', 'GET', bulk)).toMatchObject({ orders: [{ bulkRef: ordered.bulkRef }] });
  expect(await as('otherHospital', 'GET', bulk)).toMatchObject({ orders: [] });
});

test('an order is withdrawn as long as it waits; what does not fit, a foreign institution and another role are told so', async () => {
  await relay?.stop();
  const caseRef = await aStayInCare();
  await raise(caseRef, { code: 'agency-wait', blockedOn: 'medical-insurance', step: 'identify' });
  const meant = { kind: 'ask-again', filter: { code: 'agency-wait', blockedOn: 'medical-insurance' } };
  const ordered = (await as('operator', 'POST', bulk, { ...meant, foreseen: 1, evidence })) as {
    bulkRef?: string;
  };
  expect(await as('otherHospital', 'POST', `${bulk}/${ordered.bulkRef}/withdraw`)).toMatchObject({
    ...{ status: 404, code: 'bulk-unknown' },
  });
  expect(await as('operator', 'POST', `${bulk}/${ordered.bulkRef}/withdraw`)).toMatchObject({
    ...{ status: 200, waiting: 0, withdrawn: 1 },
  });
  expect(await door().deps.stays.carryOutNextOfBulk(at)).toBe(false);
  expect(await as('operator', 'POST', `${bulk}/preview`, meant)).toMatchObject({ foreseen: 1 });
  const silent = { ...meant, filter: { code: 'agency-wait', blockedOn: 'civil-affairs' } };
  expect(await as('operator', 'POST', `${bulk}/preview`, silent)).toMatchObject({ foreseen: 0, cannot: 0 });
  expect(
    await as('operator', 'POST', `${bulk}/preview`, { ...question, filter: meant.filter }),
  ).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit', detail: 'what fits: ask-again, enter-answer' },
  });
  const foreign = { ...meant, filter: { code: 'agency-wait', institution: 'H50015400002' } };
  expect(await as('finance', 'POST', `${bulk}/preview`, foreign)).toMatchObject({ code: 'not-allowed' });
  expect(await as('window', 'POST', `${bulk}/preview`, question)).toMatchObject({ code: 'not-allowed' });
});
