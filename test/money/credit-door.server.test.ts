import { beforeAll, expect, test } from 'vitest';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { aDischarge, admitted, aSettlement } from '../postgres/store-under-test.ts';
import { aSettledStay, aStayInCare, as, door } from '../stays/resolutions-under-test.ts';

const at = instant('2024-03-09T09:00:00+08:00');
const day = localDate('2024-03-09');
const bankToken = 'bank-person.'.padEnd(48, '7');

beforeAll(async () => {
  const { actors, parties } = door().deps;
  await parties.putParty({ party: 'bank', role: 'payer', name: '银行', institution: null });
  await actors.putActor({ party: 'bank', actor: 'bank-1', role: 'bank', kind: 'person', name: '测试人员' });
  await parties.putCredential('bank', bankToken, 'bank-1');
});

/** A settled stay of Dalian's with a line: of the own part of 2,000.00 yuan 500.00 are outside the policy. */
async function onTheLine(): Promise<CaseRef> {
  const { stays } = door().deps;
  const caseRef = await aStayInCare({ scheme: 'dalian-2022' });
  await stays.recordDecision(caseRef, { ...admitted, scheme: 'dalian-2022' as never }, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  const line = { openedOn: day, limitFen: fen(1_000_000), availableFen: fen(1_000_000), at };
  await stays.recordCreditLine(caseRef, { ...line, mandateSignedOn: day, cardBound: false, holds: true });
  await stays.acceptDischarge({ ...aDischarge(caseRef), dischargedOn: day, at });
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
  return caseRef;
}

const path = (caseRef: CaseRef, action: string) => `/v1/stays/${caseRef}/${action}`;
const consent = { basis: 'consent', consentedOn: '2024-03-10', consentedBy: 'family' };
const refusal = async (caseRef: CaseRef, action: string, body: object) => {
  const told = (await as('finance', 'POST', path(caseRef, action), body)) as {
    readonly status: number;
    readonly code?: string;
    readonly errors?: readonly { readonly path: string; readonly code: string }[];
  };
  const why = told.errors?.map((error) => `${error.path} ${error.code}`).join() ?? told.code;
  return `${told.status} ${why}`;
};

/** The message to the bank leaves. */
async function sent(caseRef: CaseRef): Promise<void> {
  const { stays } = door().deps;
  const rule = { selfPaidDrawable: false, mostFen: fen(2_000_000) };
  const order = await stays.nextCreditOrder(caseRef, rule, at);
  invariant(order !== null, 'the bank is asked for something');
  await stays.creditOrderLeaves(caseRef, order, rule, at);
}

test('a draw goes through the door: ordered, answered by the bank, matched, told repaid', async () => {
  const { stays } = door().deps;
  const caseRef = await onTheLine();
  expect(await as('finance', 'POST', path(caseRef, 'credit-draws'), consent)).toMatchObject({
    status: 201,
    creditLine: {
      draws: [{ draw: 1_001, fen: 150_000, state: 'due', basis: 'consent' }],
      warnings: [{ code: 'card-not-bound' }],
    },
  });
  await sent(caseRef);
  await stays.recordBankDid({ caseRef, sequence: 1_001, kind: 'draw' }, { bankRef: 'D-77', on: day, at });
  const found = { fen: 150_000, arrivedOn: '2024-03-10', adviceNo: 'YH-1' };
  const to = path(caseRef, 'credit-draws/1001/disbursement');
  expect([
    (await as('finance', 'POST', to, found)).status,
    (await as('finance', 'POST', to, found)).status,
  ]).toEqual([...[201, 200]]);
  const told = await door().server.inject({
    ...{ method: 'PUT', url: '/v1/credit-draws/D-77/repayment' },
    headers: { authorization: `Bearer ${bankToken}` },
    payload: { state: 'open', outstandingFen: 150_000, on: '2024-03-10' },
  });
  expect(told.json()).toEqual({
    drawRef: 'D-77',
    repayment: 'open',
    outstandingFen: 150_000,
    on: '2024-03-10',
  });
  const view = await as('window', 'GET', `/v1/stays/${caseRef}`);
  expect(view).toMatchObject({
    creditLine: {
      draws: [
        {
          ...{
            state: 'done',
            drawRef: 'D-77',
            interestFreeUntil: '2024-05-07',
            disbursement: { adviceNo: 'YH-1', arrivedOn: '2024-03-10' },
          },
          repayment: { state: 'open', outstandingFen: 150_000 },
        },
      ],
    },
    receivables: { patient: { balanceFen: 50_000 } },
  });
});

test('what is wrong is refused by its code, and nothing is written', async () => {
  const caseRef = await onTheLine();
  const draw = (body: object) => refusal(caseRef, 'credit-draws', body);
  expect(await draw({ ...consent, fen: 150_001 })).toBe('422 draw-above-own-part');
  expect(await draw({ ...consent, fen: 0 })).toBe('422 /fen field-range');
  expect(await draw({ ...consent, consentedOn: '2024-03-11' })).toBe('422 /consentedOn day-in-future');
  expect(await draw({ ...consent, consentedOn: '2024-03-08' })).toBe('422 /consentedOn field-range');
  expect(await draw({ basis: 'mandate' })).toBe('409 draw-too-early');
  const notice = { noticedOn: '2024-03-09', way: 'letter' };
  const early = { ...notice, noticedOn: '2024-03-08' };
  expect(await refusal(caseRef, 'credit-draw-notice', early)).toBe('422 /noticedOn field-range');
  expect(await refusal(caseRef, 'credit-draw-notice', notice)).toContain('201');
  expect(await draw({ basis: 'mandate' })).toBe('409 draw-too-early');
  const typed = { paymentId: 'P1', fen: 100, paidOn: '2024-03-10', method: 'credit-line' };
  expect(await refusal(caseRef, 'patient-payments', typed)).toBe('422 credit-payment-by-hand');
  expect((await door().deps.stays.patientBalance(caseRef))?.paidFen).toBe(0);
  const other = await aSettledStay();
  expect(await refusal(other, 'credit-draws', { basis: 'mandate' })).toBe('409 credit-line-none');
});

test('who has no mandate or no card at the bank is warned of from the admission on', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare({ scheme: 'dalian-2022' });
  await stays.recordDecision(caseRef, { ...admitted, scheme: 'dalian-2022' as never }, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  const line = { openedOn: day, limitFen: fen(1_000_000), availableFen: fen(1_000_000), at };
  await stays.recordCreditLine(caseRef, { ...line, mandateSignedOn: null, cardBound: false, holds: true });
  expect(await as('window', 'GET', `/v1/stays/${caseRef}`)).toMatchObject({
    stage: 'Admitted',
    creditLine: { warnings: [{ code: 'mandate-missing' }, { code: 'card-not-bound' }] },
  });
});

test('what the bank tells is overdue is listed with its day, and nothing else follows', async () => {
  const { stays } = door().deps;
  const caseRef = await onTheLine();
  await as('finance', 'POST', path(caseRef, 'credit-draws'), consent);
  await sent(caseRef);
  await stays.recordBankDid({ caseRef, sequence: 1_001, kind: 'draw' }, { bankRef: 'D-88', on: day, at });
  const before = await as('window', 'GET', `/v1/stays/${caseRef}`);
  const overdue = { state: 'overdue', outstandingFen: 120_000, on: '2024-03-10' };
  await door().server.inject({
    ...{ method: 'PUT', url: '/v1/credit-draws/D-88/repayment', payload: overdue },
    headers: { authorization: `Bearer ${bankToken}` },
  });
  const told = { drawRef: 'D-88', fen: 150_000, drawnOn: '2024-03-09', toldOn: '2024-03-10' };
  const listed = { ...told, caseRef, interestFreeUntil: '2024-05-07', outstandingFen: 120_000 };
  for (const who of ['finance', 'operator'])
    expect(await as(who, 'GET', '/v1/overdue-draws')).toMatchObject({ draws: [listed] });
  expect(await as('otherHospital', 'GET', '/v1/overdue-draws')).toMatchObject({ draws: [] });
  const after = await as('window', 'GET', `/v1/stays/${caseRef}`);
  for (const part of ['stage', 'attention', 'receivables'])
    expect(Reflect.get(after, part)).toEqual(Reflect.get(before, part));
});
