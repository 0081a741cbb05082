import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { aDischarge, admitted, aSettlement, at } from '../postgres/store-under-test.ts';
import { anAdmissionBody, useDoor } from './door-under-test.ts';

const door = useDoor();

let caseRef = '';
beforeAll(async () => {
  const admission = { method: 'POST', url: '/v1/stays', payload: anAdmissionBody() } as const;
  caseRef = (await door().call('hospital', admission)).json().caseRef;
  const review = { scheme: 'kaizhou-2024', version: '2024-01-28', outcome: 'review', reasons: [] } as const;
  const { stays, clock } = door().deps;
  await stays.recordDecision(
    caseRef as never,
    { ...review, conditions: [], missing: [], assumed: [] },
    clock.now(),
  );
});

const agreement = {
  ...{ textVersion: 'deferral-2024-1', signedBy: 'patient', signerName: '测试患者', signedOn: '2024-03-08' },
  sha256: 'a'.repeat(64),
};
const posts: readonly (readonly [string, object, object])[] = [
  ['checks', { by: 'doctor', checkedBy: '工号 1', categories: ['extreme-poverty'] }, { checkedBy: '工号 2' }],
  ['agreement', agreement, { signedBy: 'family' }],
];

const send = (what: string, payload: object, key?: string) =>
  door().call('hospital', {
    ...{ method: 'POST', url: `/v1/stays/${caseRef}/${what}`, payload },
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });

test.each(posts)(
  '%s under one key is done once, and gets the first status again; another body is refused',
  async (what, body, other) => {
    const key = randomBytes(8).toString('hex');
    const before = await trace();
    const together = await Promise.all([1, 2, 3].map(() => send(what, body, key)));
    const later = await send(what, body, key);
    const [{ statusCode } = later] = together;
    expect([201, 202]).toContain(statusCode);
    expect([...together, later].map((reply) => reply.statusCode)).toEqual(Array(4).fill(statusCode));
    expect((await trace()) - before).toBe(1);
    expect((await send(what, { ...body, ...other }, key)).json()).toMatchObject({
      code: 'idempotency-key-reused',
    });
  },
);

test('a payment under one key is booked once and gets the first status again', async () => {
  const { stays } = door().deps;
  const admission = { method: 'POST', url: '/v1/stays', payload: anAdmissionBody() } as const;
  const settledRef = (await door().call('hospital', admission)).json().caseRef;
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordBegun(settledRef, at);
  await stays.recordCover(settledRef, { insurance, categories: [], creditLine: null }, at);
  await stays.recordDecision(settledRef, admitted, at);
  await stays.advanceStage(settledRef, 'Admitted', at);
  await stays.acceptDischarge(aDischarge(settledRef));
  await stays.recordDischargeTaken(settledRef, at);
  await stays.recordSettlement(aSettlement(settledRef));
  const pay = () =>
    door().call('hospital', {
      ...{ method: 'POST', url: `/v1/stays/${settledRef}/patient-payments` },
      headers: { 'idempotency-key': `pay-${settledRef}` },
      payload: { paymentId: 'P1', fen: 700, paidOn: '2024-03-09', method: 'cash' },
    });
  const replies = [await pay(), await pay()];
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  expect(replies[1]?.json().patient.payments).toMatchObject([{ paymentId: 'P1', fen: 700 }]);
});

/** Events of the stay that the posts of this file write, one each. */
async function trace(): Promise<number> {
  const kinds = ['category-checked', 'agreement-signed'];
  const events = await door().deps.stays.events(caseRef as never);
  return events.filter(({ kind }) => kinds.includes(kind)).length;
}
