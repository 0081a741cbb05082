import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from '../../county/hub-client.ts';
import { addDays } from '../../domain/dates.ts';
import { repaymentWorkflowId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type CountyUnderTest, institution, startCountyUnderTest, until } from './county-under-test.ts';
import { admitted, discharged, reached } from './hospitalizations.ts';
import { killOne } from './kills.ts';
import { breaches } from './oracle.ts';

const patienceMs = 120_000;
let county: CountyUnderTest;

// A county day passes in eight seconds: reminders, a missed instalment and its days come while workers die.
beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 2, hasty: true, clockSpeed: 10_800 });
});
afterAll(() => county?.end());

test('kill -9 of every worker again and again while a plan runs: each reminder and each payment is there once, and the plan ends', async () => {
  const caseRef = await admitted(county);
  await discharged(county, caseRef);
  const { receivables } = await reached(county, caseRef, ({ settlement }) => settlement !== null);
  const open = receivables?.patient.balanceFen ?? 0;
  invariant(open > 1, 'the patient owes something');
  await county.sql('UPDATE stays SET scheme = $1 WHERE case_ref = $2', ['kaizhou-2024', caseRef]);
  const half = Math.floor(open / 2);
  await agree(caseRef, [
    { dueOn: addDays(county.today(), 2), fen: half },
    { dueOn: addDays(county.today(), 4), fen: open - half },
  ]);
  const killing = (async () => {
    for (let round = 0; round < 4; round += 1) {
      await new Promise((done) => setTimeout(done, 4_000));
      await Promise.all([0, 1].map((worker) => killOne(county, 'worker', worker)));
    }
  })();
  await until(
    'the first is missed',
    async () => (await kinds(caseRef)).includes('instalment-missed'),
    patienceMs,
  );
  await pay(caseRef, 'late', half);
  await killing;
  await until(
    'the second is reminded of on its day',
    async () => (await reminders(caseRef)).some((one) => one === '2 on-the-day'),
    patienceMs,
  );
  await pay(caseRef, 'rest', open - half);
  const handle = county.temporal.workflow.getHandle(repaymentWorkflowId(caseRef, 1));
  expect(await handle.result()).toBe('over');
  const told = await reminders(caseRef);
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
  const happened = await kinds(caseRef);
  for (const kind of ['plan-agreed', 'plan-ended'])
    expect(happened.filter((one) => one === kind)).toHaveLength(1);
  expect(happened.filter((one) => one === 'patient-paid')).toHaveLength(2);
  const closed = await reached(county, caseRef, ({ stage }) => stage === 'Closed');
  expect(await breaches(county, [closed])).toEqual([]);
});

async function agree(caseRef: string, instalments: readonly object[]): Promise<void> {
  const signedOn = county.today();
  const agreement = {
    ...{ template: '协议书', textVersion: 'deferral-2024-1', signedBy: 'patient', signerName: '患者甲' },
    ...{ signedOn, sha256: 'd'.repeat(64) },
  };
  const path = `/v1/stays/${caseRef}/resolutions`;
  const body = { kind: 'defer', on: 'patient-account', evidence: '存档 1', agreement, instalments };
  const [finance, lead] = [as('hospital-finance'), as('hospital-lead')];
  await until(
    'the plan is agreed',
    async () => {
      const { revision } = await finance.get<{ revision: number }>(path);
      const { sequence } = (await finance.post<{ sequence: number }>(path, { ...body, revision })).body;
      const seen = await lead.get<{ revision: number }>(path);
      await lead.post(`${path}/${sequence}/confirm`, { revision: seen.revision });
      return true;
    },
    patienceMs,
  );
}

function as(role: 'hospital-finance' | 'hospital-lead') {
  const token = county.credentials.people[institution]?.[role]?.[0]?.token ?? '';
  return hubClient(county.addresses.api, token);
}

async function pay(caseRef: string, id: string, fen: number): Promise<void> {
  const payment = { paymentId: `${caseRef}-${id}`, fen, paidOn: county.today(), method: 'mobile' };
  await county.hospital.post(`/v1/stays/${caseRef}/patient-payments`, payment);
}

interface Told {
  readonly kind: string;
  readonly detail: { readonly instalment?: number; readonly when?: string };
}

async function events(caseRef: string): Promise<readonly Told[]> {
  return (await county.hospital.get<{ events: readonly Told[] }>(`/v1/stays/${caseRef}/events`)).events;
}
const kinds = async (caseRef: string) => (await events(caseRef)).map(({ kind }) => kind);
const reminders = async (caseRef: string) =>
  (await events(caseRef))
    .filter(({ kind }) => kind === 'reminder-owed')
    .map(({ detail }) => `${detail.instalment} ${detail.when}`);
