import { expect, test } from 'vitest';
import { instant } from '../../domain/dates.ts';
import type { CaseRef, SchemeId } from '../../domain/ids.ts';
import { askedConditions } from '../../policies/admission/asked-conditions.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { anAdmissionBody, tokens, useDoor } from '../http/door-under-test.ts';
import { admitted, at, putUnderCover } from '../postgres/store-under-test.ts';

const door = useDoor();
const nextWeek = instant('2024-03-18T09:00:00.000+08:00');

const call = async (caseRef: string, what: string, payload?: object) => {
  const url = `/v1/stays/${caseRef}${what}`;
  const asked = payload === undefined ? { url } : { method: 'POST' as const, url, payload };
  const reply = await door().call('hospital', asked);
  return { status: reply.statusCode, ...reply.json() };
};

/** In care by a decision that asks all that the scheme asks of everybody, and what else is `told`. */
async function inCare(scheme = 'kaizhou-2024', told: readonly string[] = []): Promise<CaseRef> {
  const { stays, schemes } = door().deps;
  const payload = anAdmissionBody();
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  // No hospital of the tests lies where another scheme holds.
  const under = { scheme: scheme as SchemeId };
  await door().db.updateTable('stays').set(under).where('caseRef', '=', caseRef).execute();
  await putUnderCover(stays, caseRef);
  const version = requireVersion(schemes, scheme as never, '2024-03-08' as never);
  const usual = version.conditions.filter(({ when, rule }) => when === 'always' || told.includes(rule));
  const conditions = usual.map(({ rule: code, article, zh, en }) => ({ code, article, zh, en }));
  const decision = { ...admitted, scheme: scheme as never, conditions };
  await stays.recordDecision(caseRef, decision, instant('2024-03-08T10:00:00+08:00'), {
    asked: askedConditions(version, decision),
  });
  await stays.advanceStage(caseRef, 'Admitted', at);
  return caseRef;
}

const codes = (view: { attention: readonly { code: string; step: string }[] }) =>
  view.attention.map(({ code, step }) => `${code} ${step}`);

test('what the scheme asks is pinned with the decision, waits once its day has passed, and ends with its record', async () => {
  const caseRef = await inCare();
  const before = await call(caseRef, '');
  expect(before.waiver).toMatchObject({ state: 'conditional', dueOn: '2024-03-11' });
  const asked = ['first-check', 'insurance-rules', 'second-check'];
  expect(before.conditions.map((one: { condition: string }) => one.condition)).toEqual(asked);
  const look = { categories: ['extreme-poverty'], saw: ['identity-card'] };
  await call(caseRef, '/checks', { by: 'doctor', checkedBy: '王医生', ...look });
  await call(caseRef, '/conditions', {
    ...{ kind: 'admission-indicated', doneOn: '2024-03-08', doneBy: '王医生' },
  });
  const { conditionsDue } = door().deps;
  await conditionsDue.raiseOverdue(nextWeek, 100);
  await conditionsDue.raiseOverdue(nextWeek, 100);
  const late = await call(caseRef, '');
  expect(codes(late)).toEqual(['condition-due condition/second-check']);
  expect(late.attention[0]).toMatchObject({
    ...{ since: '2024-03-12T00:00:00.000+08:00', resolutions: [{ kind: 'excuse-condition' }] },
    detail: { condition: 'second-check', dueOn: '2024-03-11' },
  });
  const came = await call(caseRef, '/checks', { by: 'desk', checkedBy: '工号 2048', ...look });
  expect(codes(came)).toEqual([]);
  expect(came.waiver).toMatchObject({ state: 'granted', dueOn: null });
  const { conditions, checks } = await call(caseRef, '/conditions');
  expect(conditions.map((one: { state: string }) => one.state)).toEqual(['met', 'met', 'met']);
  expect(checks).toMatchObject([
    { by: 'doctor', doneBy: '王医生', saw: ['identity-card'], recordedBy: expect.any(String) },
    { by: 'desk', doneBy: '工号 2048' },
  ]);
  const { rows } = await door()
    .deps.audit.auditEntries({ limit: 5 })
    .then((rows) => ({ rows }));
  expect(rows.map(({ action }) => action)).toContain('conditions-shown');
});

test('what a critical emergency let wait is put in order afterwards, also after the patient has left', async () => {
  const caseRef = await inCare('kaizhou-2024', ['regularise-referral', 'regularise-arrears']);
  const stateOf = async (condition: string) =>
    (await call(caseRef, '')).conditions.find((one: { condition: string }) => one.condition === condition);
  expect(await stateOf('regularise-referral')).toMatchObject({ state: 'open', dueOn: '2024-03-11' });
  await door().deps.conditionsDue.raiseOverdue(nextWeek, 100);
  expect(codes(await call(caseRef, ''))).toContain('condition-due condition/regularise-arrears');
  const bill = { totalFen: 1_000_000, outOfPolicyFen: 50_000 };
  await call(caseRef, '/discharge', { dischargedOn: '2024-03-09', way: 'cured', bill });
  const by = { doneOn: '2024-03-10', doneBy: '工号 2048' };
  const letter = { kind: 'referral', from: '开州区临江中心卫生院', letterNo: 'ZZ-1' };
  expect(await call(caseRef, '/conditions', { ...letter, ...by })).toMatchObject({ status: 201 });
  const arranged = { kind: 'arrears-arranged', way: 'plan' };
  expect(await call(caseRef, '/conditions', { ...arranged, ...by })).toMatchObject({ status: 201 });
  expect(await stateOf('regularise-referral')).toMatchObject({ state: 'met' });
  const { records } = await call(caseRef, '/conditions');
  expect(records).toMatchObject([
    { record: 'referral', from: '开州区临江中心卫生院', letterNo: 'ZZ-1' },
    { record: 'arrears-arranged', way: 'plan' },
  ]);
  expect(codes(await call(caseRef, ''))).not.toContain('condition-due condition/regularise-arrears');
});

test('who may not, or not on that day, is told so; a slip of an outage is entered once', async () => {
  const caseRef = await inCare();
  const papers = {
    kind: 'papers',
    doneBy: '工号 1',
    papers: [{ paper: 'identity-card', copied: true, kept: false }],
  };
  const told = async (what: string, body: object) => (await call(caseRef, what, body)).code;
  expect(await told('/conditions', { ...papers, doneOn: '2024-03-07' })).toBe('request-invalid');
  expect(await told('/conditions', { ...papers, doneOn: '2024-03-11' })).toBe('request-invalid');
  const bill = { totalFen: 1_000_000, outOfPolicyFen: 50_000 };
  await call(caseRef, '/discharge', { dischargedOn: '2024-03-09', way: 'cured', bill });
  expect(await told('/conditions', { ...papers, doneOn: '2024-03-10' })).toBe('condition-after-discharge');
  expect(await told('/checks', { by: 'doctor', checkedBy: '王医生', categories: ['extreme-poverty'] })).toBe(
    'condition-after-discharge',
  );
  const agreement = {
    ...{ textVersion: 'v-1', signedBy: 'family', signerName: '张四', signedOn: '2024-03-10' },
    sha256: 'ab'.repeat(32),
  };
  expect(await told('/agreement', agreement)).toBe('agreement-after-discharge');
  const admit = (voucherNo: string) =>
    door().call('hospital', {
      ...{ method: 'POST', url: '/v1/stays' },
      payload: { ...anAdmissionBody(), voucherNo },
    });
  expect((await admit('PD-1')).json()).toMatchObject({ voucherNo: 'PD-1', admittedOn: '2024-03-08' });
  expect((await admit('PD-1')).json()).toMatchObject({ status: 409, code: 'voucher-taken' });
});

test('an original that is kept is shown at once, and no more once it went back', async () => {
  const caseRef = await inCare('henan-2017');
  const kept = { paper: 'identity-card', copied: true, kept: true };
  const doer = { doneOn: '2024-03-09', doneBy: '工号 1' };
  const shown = await call(caseRef, '/conditions', { kind: 'papers', ...doer, papers: [kept] });
  expect(codes(shown)).toEqual(['original-kept papers']);
  const state = (view: { conditions: readonly { condition: string; state: string }[] }, name: string) =>
    view.conditions.find(({ condition }) => condition === name)?.state;
  expect([state(shown, 'papers'), state(shown, 'copies-only')]).toEqual(['met', 'open']);
  const back = await call(caseRef, '/conditions', { kind: 'papers-returned', ...doer, to: 'patient' });
  expect([codes(back), state(back, 'copies-only'), state(back, 'papers-returned')]).toEqual([
    [],
    'met',
    'met',
  ]);
  const again = await call(caseRef, '/conditions', { kind: 'papers-returned', ...doer, to: 'patient' });
  expect(again.status, 'the same words are one record').toBe(200);
});

test('whoever waits at discharge for a settlement leaves after the scheme’s wait, pays what is known, and is settled later', async () => {
  const caseRef = await inCare();
  const bill = { totalFen: 1_000_000, outOfPolicyFen: 50_000 };
  const left = await call(caseRef, '/discharge', { dischargedOn: '2024-03-10', way: 'cured', bill });
  const { leaving, discharge } = left;
  expect(leaving).toMatchObject({ basis: 'sure-part', payFen: 50_000, atMostFen: 1_000_000 });
  expect(Date.parse(leaving.from) - Date.parse(discharge.acceptedAt)).toBe(30 * 60_000);
  const payment = { paymentId: 'P1', fen: 50_000, paidOn: '2024-03-10', method: 'cash', receiptNo: 'R1' };
  const paid = await call(caseRef, '/patient-payments', payment);
  expect(paid.status).toBe(201);
  expect((await call(caseRef, '')).leaving).toMatchObject({ payFen: 0 });
  const beyond = { ...payment, paymentId: 'P2', receiptNo: 'R2', fen: 950_001 };
  expect((await call(caseRef, '/patient-payments', beyond)).code).toBe('request-invalid');
  // 10 March 2024 is a Sunday: its three working days end on the 13th.
  const { settlementsDue } = door().deps;
  await settlementsDue.raiseUnsettled(instant('2024-03-13T23:00:00.000+08:00'), 100);
  expect(codes(await call(caseRef, ''))).toEqual([]);
  await settlementsDue.raiseUnsettled(instant('2024-03-14T01:00:00.000+08:00'), 100);
  expect(codes(await call(caseRef, ''))).toEqual(['settlement-due unsettled']);
});

interface Listed {
  readonly caseRef: string;
  readonly condition: string;
  readonly dueOn: string;
  readonly article: string;
}

test('what is still to be done over all stays is one list, what is due first comes first; a hospital sees its own', async () => {
  const [caseRef, other] = [await inCare(), await inCare()];
  const { actors, parties } = door().deps;
  const role = 'health-commission' as const;
  await actors.putActor({ party: 'county', actor: 'commission', role, kind: 'person', name: '测试人员' });
  await parties.putCredential('county', 'commission.'.padEnd(48, '7'), 'commission');
  const list = async (query: string, token: string = 'commission.'.padEnd(48, '7')) =>
    (
      await door().server.inject({
        ...{ url: `/v1/conditions?${query}`, headers: { authorization: `Bearer ${token}` } },
      })
    ).json() as { readonly conditions: readonly Listed[]; readonly next: string | null };
  const all: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await list(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    all.push(...page.conditions);
    cursor = page.next;
  }
  const due = all.map((one) => one.dueOn);
  expect(due).toEqual(due.toSorted());
  const of = (ref: string) => all.filter((one) => one.caseRef === ref).map((one) => one.condition);
  expect(of(caseRef).toSorted()).toEqual(['first-check', 'insurance-rules', 'second-check']);
  expect(of(other)).toHaveLength(3);
  expect(all.find((one) => one.condition === 'second-check')?.article).not.toBe('');
  await call(caseRef, '/checks', {
    by: 'doctor',
    checkedBy: '王医生',
    categories: ['extreme-poverty'],
    saw: ['identity-card'],
  });
  const first = await list('kind=first-check&limit=200');
  expect(first.conditions.map((one) => one.caseRef)).toContain(other);
  expect(first.conditions.map((one) => one.caseRef)).not.toContain(caseRef);
  expect((await list('limit=200', tokens.otherHospital)).conditions.map((one) => one.caseRef)).not.toContain(
    other,
  );
  expect((await list('limit=200', tokens.hospital)).conditions.map((one) => one.caseRef)).toContain(other);
  expect((await list('overdue=true')).conditions).toEqual([]);
});
