import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { anAdmissionBody, today, useDoor } from '../http/door-under-test.ts';
import { aSettlement, at, putInCare } from '../postgres/store-under-test.ts';

const door = useDoor();
const institution = 'H50015400001' as InstitutionId;
const people = {
  finance: 'finance-one-'.padEnd(40, '0'),
  lead: 'lead-one-'.padEnd(40, '0'),
  machine: 'hospital-one-'.padEnd(40, '0'),
} as const;

beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const [role, token] of [
    ['hospital-finance', people.finance],
    ['hospital-lead', people.lead],
  ] as const) {
    await actors.putActor({ party: institution, actor: role, role, kind: 'person', name: '测试人员' });
    await parties.putCredential(institution, token, role);
  }
  for (const who of ['finance', 'lead'] as const) await say(who, 'PUT', rulesPath, rule);
});

const rulesPath = `/v1/institutions/${institution}/staging-rules`;
const rule = {
  ...{ ruleNo: 'S1', validFrom: '2024-03-01', validUntil: '2025-01-01', what: 'payment' },
  ...{ amountFen: 50_000, days: 30, match: 'any', offered: 'by-itself' },
};

async function say(who: keyof typeof people, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const reply = await door().server.inject({
    ...{ method, url, headers: { authorization: `Bearer ${people[who]}` } },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.json() };
}

async function admittedStay(admittedOn = '2024-03-08'): Promise<CaseRef> {
  const { body } = await say('machine', 'POST', '/v1/stays', { ...anAdmissionBody(), admittedOn });
  const { caseRef } = body as { readonly caseRef: CaseRef };
  const { stays } = door().deps;
  await putInCare(stays, caseRef);
  return caseRef;
}

/** A day's list of so much, of which the hospital's own system says how much is the patient's by now. */
function charge(
  caseRef: CaseRef,
  listNo: string,
  fens: { readonly more: number; readonly total: number; readonly own: number },
) {
  const entry = {
    code: 'X1',
    name: '床位费',
    category: 'bed',
    quantity: '1',
    fen: fens.more,
    policy: 'inside',
  };
  const shares = { 'basic-insurance': fens.total - fens.own };
  return say('machine', 'POST', `/v1/stays/${caseRef}/charges`, {
    ...{ listNo, day: '2024-03-09', entries: [entry] },
    estimate: { totalFen: fens.total, patientFen: fens.own, shares },
  });
}

function pay(
  caseRef: CaseRef,
  paymentId: string,
  amount: number,
  more: object = { receiptNo: `R-${paymentId}` },
) {
  return say('finance', 'POST', `/v1/stays/${caseRef}/patient-payments`, {
    ...{ paymentId, fen: amount, paidOn: '2024-03-09', method: 'cash', ...more },
  });
}

async function onAccountOf(caseRef: CaseRef) {
  return (await say('machine', 'GET', `/v1/stays/${caseRef}`)).body.onAccount;
}

/** The patient's own part is 200,000 of 1,000,000. */
async function settle(caseRef: CaseRef): Promise<void> {
  const { stays } = door().deps;
  const done = await say('machine', 'POST', `/v1/stays/${caseRef}/discharge`, {
    ...{ dischargedOn: '2024-03-09', way: 'cured', differsBecause: '测试' },
    bill: { totalFen: 1_000_000, outOfPolicyFen: 0 },
  });
  expect(done.status).toBe(202);
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
}

const kindsOf = async (caseRef: CaseRef) => (await door().deps.stays.events(caseRef)).map(({ kind }) => kind);
const accounts = async (caseRef: CaseRef) =>
  Object.fromEntries((await door().deps.stays.balances(caseRef)).map((one) => [one.account, one.fen]));
const findings = async () => (await door().deps.stays.checkLedger()).findings;

describe('payment on account', () => {
  test('a stage is due by the rule of the admission day, is paid in parts, and the settlement credits them', async () => {
    const caseRef = await admittedStay();
    await charge(caseRef, 'D1', { more: 100_000, total: 100_000, own: 49_999 });
    expect(await onAccountOf(caseRef)).toBeNull();
    await charge(caseRef, 'D2', { more: 100_000, total: 200_000, own: 60_000 });
    expect(await onAccountOf(caseRef)).toMatchObject({
      ...{ dueFen: 60_000, paidFen: 0 },
      stages: [{ stage: 1, ruleNo: 'S1', targetFen: 60_000, reachedOn: today, state: 'due' }],
    });
    expect(await pay(caseRef, 'A', 20_000)).toMatchObject({
      ...{ status: 201, body: { settlement: null, onAccount: { dueFen: 40_000, heldFen: 20_000 } } },
    });
    expect((await pay(caseRef, 'A', 20_000)).status).toBe(200);
    await pay(caseRef, 'B', 40_000);
    expect(await onAccountOf(caseRef)).toMatchObject({ dueFen: 0, stages: [{ state: 'paid' }] });
    expect(await accounts(caseRef)).toEqual({ 'on-account:patient': -60_000, 'received:patient': 60_000 });
    expect(await findings()).toEqual([]);
    // The next stage is counted from what is paid.
    await charge(caseRef, 'D3', { more: 100_000, total: 300_000, own: 109_999 });
    expect((await onAccountOf(caseRef)).stages).toHaveLength(1);
    await charge(caseRef, 'D4', { more: 100_000, total: 400_000, own: 110_000 });
    expect(await onAccountOf(caseRef)).toMatchObject({ dueFen: 50_000, stages: [{}, { stage: 2 }] });
    await settle(caseRef);
    expect(await accounts(caseRef)).toMatchObject({
      'receivable:patient': 140_000,
      'received:patient': 60_000,
    });
    expect(await accounts(caseRef)).not.toHaveProperty('on-account:patient');
    expect(await onAccountOf(caseRef)).toMatchObject({
      dueFen: 0,
      heldFen: 0,
      stages: [{}, { state: 'over' }],
    });
    expect(await pay(caseRef, 'C', 140_000, {})).toMatchObject({
      ...{ status: 201, body: { patient: { balanceFen: 0, paidFen: 200_000 } } },
    });
    expect(await findings()).toEqual([]);
    expect((await kindsOf(caseRef)).filter((kind) => kind.includes('account'))).toEqual([
      ...['payment-on-account-due', 'paid-on-account', 'paid-on-account', 'payment-on-account-due'],
      'on-account-credited',
    ]);
  });

  test('too much paid is owed back, and the stay does not close before it went', async () => {
    const { stays } = door().deps;
    const caseRef = await admittedStay();
    await charge(caseRef, 'D1', { more: 900_000, total: 900_000, own: 300_000 });
    await pay(caseRef, 'A', 300_000);
    await settle(caseRef);
    expect(await accounts(caseRef)).toMatchObject({
      'refund:patient': -100_000,
      'received:patient': 300_000,
    });
    const { body } = await say('machine', 'GET', `/v1/stays/${caseRef}`);
    expect(body).toMatchObject({
      attention: [{ code: 'refund-due', step: 'refund/patient/1', detail: { owedFen: 100_000 } }],
      receivables: { patient: { owedFen: 200_000, paidFen: 200_000, balanceFen: 0 } },
    });
    expect(await findings()).toEqual([]);
    await refunded(caseRef);
    expect(await accounts(caseRef)).toMatchObject({ 'received:patient': 200_000 });
    expect(await accounts(caseRef)).not.toHaveProperty('refund:patient');
    expect((await stays.wholeStay(caseRef))?.attention).toEqual([]);
    expect(await findings()).toEqual([]);
  });

  test('a stay that is cancelled owes back what is on account', async () => {
    const { stays } = door().deps;
    const caseRef = await admittedStay();
    await charge(caseRef, 'D1', { more: 100_000, total: 100_000, own: 60_000 });
    await pay(caseRef, 'A', 60_000);
    await stays.recordCancelled(caseRef, at);
    expect(await accounts(caseRef)).toEqual({ 'refund:patient': -60_000, 'received:patient': 60_000 });
    expect(await stays.wholeStay(caseRef)).toMatchObject({
      attention: [{ code: 'refund-due' }],
      work: [{ kind: 'refund', debtor: 'patient', fen: 60_000 }],
    });
    // The reconciler leaves it waiting, though the stay is over.
    const groundless = await door().deps.standing.groundlessAttention(at);
    expect(groundless.filter((one) => one.caseRef === caseRef)).toEqual([]);
    expect(await findings()).toEqual([]);
    await refunded(caseRef);
    expect((await stays.wholeStay(caseRef))?.work).toEqual([]);
    expect(await accounts(caseRef)).toEqual({});
    expect(await findings()).toEqual([]);
  });

  test('is refused before anything was charged, beyond what was, and without the number of a receipt', async () => {
    const caseRef = await admittedStay();
    expect(await pay(caseRef, 'A', 1)).toMatchObject({ status: 409, body: { code: 'stage-unfit' } });
    await charge(caseRef, 'D1', { more: 1_000, total: 1_000, own: 400 });
    expect(await pay(caseRef, 'A', 1_001)).toMatchObject({
      ...{ status: 422, body: { errors: [{ path: '/fen', code: 'payment-exceeds-balance' }] } },
    });
    expect(await pay(caseRef, 'A', 400, {})).toMatchObject({
      ...{ status: 422, body: { errors: [{ path: '/receiptNo', code: 'field-missing' }] } },
    });
    expect((await pay(caseRef, 'A', 400)).status).toBe(201);
    expect((await pay(caseRef, 'A', 401)).body.code).toBe('payment-conflict');
  });

  test('what is on account but not in the payments is found', async () => {
    const caseRef = await admittedStay();
    await charge(caseRef, 'D1', { more: 1_000, total: 1_000, own: 400 });
    await pay(caseRef, 'A', 400);
    await door()
      .db.updateTable('stays')
      .set({ onAccountFen: fen(401) })
      .where('caseRef', '=', caseRef)
      .execute();
    expect(await findings()).toEqual([
      { subject: caseRef, what: 'account', of: 'on-account', expectedFen: 400, foundFen: 401 },
    ]);
    await door()
      .db.updateTable('stays')
      .set({ onAccountFen: fen(400) })
      .where('caseRef', '=', caseRef)
      .execute();
  });
});

describe('a rule of staged payment', () => {
  test('names what overlaps, is never overwritten, and settles nothing with the payers in mid-stay', async () => {
    const other = { ...rule, ruleNo: 'S2', validFrom: '2024-12-31', validUntil: '2026-01-01' };
    expect((await say('finance', 'PUT', rulesPath, other)).body).toMatchObject({
      ...{ code: 'rule-overlaps', detail: 'rule S1' },
    });
    expect((await say('finance', 'PUT', rulesPath, { ...rule, days: 10 })).body.code).toBe('rule-conflict');
    const staged = { ...other, validFrom: '2025-01-01', what: 'settlement' };
    expect((await say('finance', 'PUT', rulesPath, staged)).body.errors).toMatchObject([
      { path: '/what', code: 'staged-settlement-unavailable' },
    ]);
    const { amountFen: _, days: __, ...bare } = { ...other, validFrom: '2025-01-01' };
    expect((await say('finance', 'PUT', rulesPath, bare)).body.errors).toMatchObject([
      { code: 'rule-without-limit' },
    ]);
    const known = await say('machine', 'GET', rulesPath);
    expect(known.body.rules).toMatchObject([{ ruleNo: 'S1', state: 'in-force', what: 'payment' }]);
  });

  test('binds no stay that was admitted before it', async () => {
    const caseRef = await admittedStay('2024-02-28');
    await charge(caseRef, 'D1', { more: 900_000, total: 900_000, own: 300_000 });
    expect(await onAccountOf(caseRef)).toBeNull();
  });

  test('may leave it to a person, who offers a stage once', async () => {
    const byPerson = {
      ...{ ...rule, ruleNo: 'S0', validFrom: '2024-01-01', validUntil: '2024-03-01', offered: 'by-person' },
    };
    for (const who of ['finance', 'lead'] as const) await say(who, 'PUT', rulesPath, byPerson);
    const caseRef = await admittedStay('2024-02-27');
    await charge(caseRef, 'D1', { more: 900_000, total: 900_000, own: 300_000 });
    expect(await onAccountOf(caseRef)).toMatchObject({ dueFen: 0, stages: [{ state: 'to-offer' }] });
    const offer = `/v1/stays/${caseRef}/payment-stages/1/offer`;
    expect(await say('finance', 'POST', offer)).toMatchObject({
      ...{ status: 201, body: { onAccount: { dueFen: 300_000, stages: [{ state: 'due' }] } } },
    });
    expect((await say('lead', 'POST', offer)).status).toBe(200);
    const { body } = await say('finance', 'POST', `/v1/stays/${caseRef}/payment-stages/2/offer`);
    expect(body.code).toBe('payment-stage-unknown');
    expect((await kindsOf(caseRef)).filter((kind) => kind.startsWith('payment-'))).toEqual([
      ...['payment-stage-reached', 'payment-on-account-due'],
    ]);
  });
});

/** Two people of the hospital record that the money went back. */
async function refunded(caseRef: CaseRef): Promise<void> {
  const { stays } = door().deps;
  const proposed = await say('finance', 'POST', `/v1/stays/${caseRef}/resolutions`, {
    ...{
      kind: 'refund',
      on: 'refund/patient/1',
      evidence: '存档 1',
      revision: await stays.revision(caseRef),
    },
    ...{ refundedOn: today, receipt: 'T-1' },
  });
  expect(proposed).toMatchObject({ status: 201 });
  const confirmed = await say(
    'lead',
    'POST',
    ...([
      `/v1/stays/${caseRef}/resolutions/${proposed.body.sequence}/confirm`,
      { revision: await stays.revision(caseRef) },
    ] as const),
  );
  expect(confirmed).toMatchObject({ status: 200 });
}
