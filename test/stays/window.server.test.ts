import { expect, test } from 'vitest';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import { anAdmissionBody, useDoor } from '../http/door-under-test.ts';

const door = useDoor();

async function aCase(): Promise<string> {
  const reply = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  return reply.json().caseRef;
}

const post = (caseRef: string, what: string, payload: object) =>
  door().call('hospital', { method: 'POST', url: `/v1/stays/${caseRef}/${what}`, payload });

test('the doctor looks first, then the desk; a look is recorded once, its words stay', async () => {
  const caseRef = await aCase();
  const look = { checkedBy: '工号 1024', categories: ['extreme-poverty'] };
  expect((await post(caseRef, 'checks', { by: 'desk', ...look })).json()).toMatchObject({
    code: 'stage-unfit',
  });
  expect((await post(caseRef, 'checks', { by: 'doctor', ...look })).statusCode).toBe(201);
  expect((await post(caseRef, 'checks', { by: 'doctor', ...look })).statusCode).toBe(200);
  const other = await post(caseRef, 'checks', { by: 'doctor', ...look, checkedBy: '工号 7' });
  expect(other.json()).toMatchObject({ status: 409, code: 'check-conflict' });
  expect((await post(caseRef, 'checks', { by: 'desk', ...look })).json()).toMatchObject({
    ...{ status: 409, code: 'check-by-same-person' },
  });
  const both = await post(caseRef, 'checks', { by: 'desk', ...look, checkedBy: '工号 2048' });
  expect(both.json().checks).toMatchObject([{ by: 'doctor' }, { by: 'desk' }]);
  expect(both.body, 'who looked is told to nobody by the way').not.toContain('1024');
});

test('an agreement is recorded once; another one is a conflict', async () => {
  const caseRef = await aCase();
  const agreement = {
    ...{ textVersion: 'deferral-2024-1', signedBy: 'family', signerName: '张四', signedOn: '2024-03-09' },
    sha256: 'ab'.repeat(32),
  };
  const first = await post(caseRef, 'agreement', agreement);
  expect(first.statusCode).toBe(201);
  expect(first.json().agreement).toEqual({ textVersion: 'deferral-2024-1', signedOn: '2024-03-09' });
  expect(first.body).not.toContain('张四');
  expect((await post(caseRef, 'agreement', agreement)).statusCode).toBe(200);
  const other = await post(caseRef, 'agreement', { ...agreement, signerName: '李四' });
  expect(other.json()).toMatchObject({ status: 409, code: 'agreement-conflict' });
  const future = await post(caseRef, 'agreement', { ...agreement, signedOn: '2024-03-11' });
  expect(future.json()).toMatchObject({ errors: [{ path: '/signedOn', code: 'day-in-future' }] });
});

test('a guardian signs for a child, who signs nothing itself', async () => {
  const first17 = '50015420150101001';
  const patient = { idNumber: first17 + identityCheckDigit(first17), name: '测试患者' };
  const payload = { ...anAdmissionBody(), patient };
  const { caseRef } = (await door().call('hospital', { method: 'POST', url: '/v1/stays', payload })).json();
  const signed = {
    textVersion: 'deferral-2024-1',
    signerName: '张四',
    signedOn: '2024-03-09',
    sha256: 'ab'.repeat(32),
  };
  expect((await post(caseRef, 'agreement', { ...signed, signedBy: 'patient' })).json()).toMatchObject({
    ...{ status: 422, errors: [{ path: '/signedBy', code: 'guardian-signs' }] },
  });
  expect((await post(caseRef, 'agreement', { ...signed, signedBy: 'guardian' })).statusCode).toBe(201);
  // What is self-paid is signed by the same.
  const item = { code: 'X1', name: '自费药品', category: 'western-medicine', quantity: '1', fen: 1_430 };
  const charge = (signedBy: string) => ({
    ...{ listNo: 'D1', day: '2024-03-09' },
    entries: [
      {
        ...{ ...item, policy: 'self-paid' },
        signature: { signedBy, signerName: '王小明', signedOn: '2024-03-09' },
      },
    ],
  });
  expect((await post(caseRef, 'charges', charge('patient'))).json()).toMatchObject({
    ...{ status: 422, errors: [{ path: '/entries/0/signature/signedBy', code: 'guardian-signs' }] },
  });
  expect((await post(caseRef, 'charges', charge('guardian'))).statusCode).toBe(201);
});

test('nobody pays before the settlement, and there is none to see', async () => {
  const caseRef = await aCase();
  const payment = { paymentId: 'P1', fen: 100, paidOn: '2024-03-09', method: 'cash' };
  expect((await post(caseRef, 'patient-payments', payment)).json()).toMatchObject({ code: 'stage-unfit' });
  const settlement = await door().call('hospital', { url: `/v1/stays/${caseRef}/settlement` });
  expect(settlement.json()).toMatchObject({ status: 409, code: 'stage-unfit' });
});

test('the events of a stay tell what happened, in order, without a name', async () => {
  const caseRef = await aCase();
  await post(caseRef, 'checks', { by: 'doctor', checkedBy: '王医生', categories: ['extreme-poverty'] });
  const reply = await door().call('hospital', { url: `/v1/stays/${caseRef}/events` });
  expect(reply.json().events.map((event: { kind: string }) => event.kind)).toEqual([
    'admission-accepted',
    'category-checked',
  ]);
  expect(reply.json().events[0]).toMatchObject({ zh: '入院登记已受理', en: 'the admission was accepted' });
  expect(reply.body).not.toContain('王医生');
});
