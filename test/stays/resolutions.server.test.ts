import { expect, test } from 'vitest';
import { admitted, at } from '../postgres/store-under-test.ts';
import {
  agency,
  aRefusedClaim,
  aSettledStay,
  aStayInCare,
  as,
  confirm,
  door,
  owed,
  propose,
  raise,
  resolutions,
  step,
  waits,
} from './resolutions-under-test.ts';

test('an office that has the power confirms a decision; no other office sees it, and the operator decides nothing alone', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  await stays.recordDecision(caseRef, { ...admitted, outcome: 'review', missing: ['categories'] }, at);
  await raise(caseRef, { code: 'decision-review', blockedOn: 'operator', step: 'decide' });
  const decide = { kind: 'decide', on: 'decide', outcome: 'admit' };
  expect(await propose('operator', caseRef, { ...decide, office: 'red-cross' })).toMatchObject({
    code: 'request-invalid',
    errors: [{ path: '/office', code: 'office-without-power' }],
  });
  const { sequence } = await propose('operator', caseRef, { ...decide, office: agency });
  expect((await confirm('operator', caseRef, sequence)).status).toBe(403);
  const mine = (await as('officer', 'GET', '/v1/resolutions')) as { resolutions?: unknown[] };
  expect(mine.resolutions).toMatchObject([{ caseRef, kind: 'decide', evidence: '存档 2024-17' }]);
  expect(await confirm('officer', caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect((await stays.stay(caseRef))?.decision).toMatchObject({
    outcome: 'admit',
    missing: [],
    reasons: [{ code: 'decided-by-hand', zh: '存档 2024-17' }],
  });
  expect(await waits(caseRef)).toEqual([]);
  const { rows } = { rows: await door().db.selectFrom('auditEntries').selectAll().execute() };
  const about = rows.filter(({ subject }) => subject === caseRef);
  expect(about.map(({ actor, action }) => [actor, action])).toEqual([
    ['county/operator-1', 'resolution-propose'],
    [`${agency}/officer`, 'resolution-confirm'],
  ]);
  expect(JSON.stringify(about)).not.toContain('存档');
});

test('a diagnosis is put right by one person before the settlement; what stood there before is kept sealed', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  const step = 'settle';
  await raise(caseRef, { code: 'settlement-incomplete', blockedOn: 'operator', step });
  const correct = { kind: 'correct-diagnosis', on: step, diagnosis: { code: 'C16.9', name: '胃恶性肿瘤' } };
  const done = await propose('window', caseRef, correct);
  expect(done).toMatchObject({ status: 201, state: 'applied' });
  expect(JSON.stringify(done)).not.toContain('C16.9');
  expect(await stays.arrival(caseRef)).toMatchObject({ diagnosis: { code: 'C16.9' } });
  const row = await door()
    .db.selectFrom('resolutions')
    .select('replacedSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  expect(row.replacedSealed).not.toBeNull();
  expect(await owed(caseRef)).toContain('signal resolution/1');
  const events = await stays.events(caseRef);
  expect(events.map(({ kind }) => kind)).toContain('fact-corrected');
  expect(JSON.stringify(events)).not.toContain('C16');
});

test('what the insurer wants is given by one person, replaces what was said at admission, and is shown to nobody', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  const bed = { place: '2401.mdtrtinfo.adm_bed', field: 'bed', zh: '入院床位', en: 'bed' };
  const detail = { kind: 'fields', fields: [bed] } as const;
  await raise(caseRef, { code: 'facts-missing', blockedOn: 'hospital', step: 'admit', detail });
  expect(await as('window', 'GET', `/v1/stays/${caseRef}`)).toMatchObject({
    attention: [{ code: 'facts-missing', detail: { fields: [bed], zh: '医保要求填写:入院床位(bed)' } }],
  });
  const given = { bed: '3-12', diagnoses: [{ code: 'K29.500', name: '慢性胃炎' }] };
  const done = await propose('window', caseRef, { kind: 'give-facts', on: 'admit', clinical: given });
  expect(done).toMatchObject({ status: 201, state: 'applied' });
  expect(await stays.insurerFacts(caseRef)).toMatchObject({ clinical: given, way: null });
  expect(await owed(caseRef)).toContain('signal resolution/1');
  expect(JSON.stringify([done, await stays.events(caseRef)])).not.toContain('K29');
});

test('what is told of a bill and is not its sum is refused with what is wrong; the corrected bill counts where one is on its way', async () => {
  const caseRef = await aSettledStay();
  await raise(caseRef, { code: 'facts-missing', blockedOn: 'hospital', step: 'settle' });
  const parts = (ownPayFen: number) => ({
    ...{ kind: 'give-facts', on: 'settle' },
    clinical: { outOfPolicy: { ownPayFen, overLimitFen: 0, firstPayFen: 0 } },
  });
  const wrong = { status: 422, errors: [{ path: '/clinical/outOfPolicy', code: 'out-of-policy-parts' }] };
  expect(await propose('window', caseRef, parts(49_999))).toMatchObject(wrong);
  expect(await propose('window', caseRef, parts(50_000))).toMatchObject({ state: 'applied' });
  const bill = { totalFen: 900_000, outOfPolicyFen: 20_000 };
  const { sequence } = await propose('finance', caseRef, { kind: 'amend', on: 'bill', bill });
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
  await raise(caseRef, { code: 'facts-missing', blockedOn: 'hospital', step: 'settle' });
  expect(await propose('window', caseRef, parts(50_000))).toMatchObject(wrong);
  expect(await propose('window', caseRef, parts(20_000))).toMatchObject({ state: 'applied' });
});

test('whoever looked at an older state is told so; what does not fit says what waits; a withdrawn proposal frees the way', async () => {
  const caseRef = await aRefusedClaim();
  const bear = { kind: 'bear', on: step, approval: '院财〔2024〕8号' };
  expect(await propose('finance', caseRef, { ...bear, revision: 1 })).toMatchObject({
    code: 'resolution-stale',
  });
  expect(await propose('finance', caseRef, { ...bear, on: 'settle' })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit', detail: 'nothing waits at settle' },
  });
  expect(await propose('operator', caseRef, { kind: 'ask-again', on: step })).toMatchObject({
    detail: 'what fits: resubmit, bear',
  });
  expect(await propose('window', caseRef, bear)).toMatchObject({ status: 403, code: 'not-allowed' });
  expect(await propose('finance', caseRef, { ...bear, evidence: '' })).toMatchObject({
    code: 'request-invalid',
  });
  const first = await propose('finance', caseRef, bear);
  const revision = 1;
  const stale = await as('lead', 'POST', resolutions(caseRef, `/${first.sequence}/confirm`), { revision });
  expect(stale.code).toBe('resolution-stale');
  const withdrawn = await as('finance', 'POST', resolutions(caseRef, `/${first.sequence}/withdraw`));
  expect(withdrawn).toMatchObject({ state: 'withdrawn' });
  expect(await confirm('lead', caseRef, first.sequence)).toMatchObject({ code: 'resolution-over' });
  expect((await propose('finance', caseRef, bear)).state).toBe('proposed');
});

test('of two who decide at once one wins', async () => {
  const caseRef = await aRefusedClaim();
  const [one, two] = await Promise.all([
    propose('finance', caseRef, { kind: 'resubmit', on: step }),
    propose('lead', caseRef, { kind: 'resubmit', on: step }),
  ]);
  expect([one.status, two.status].toSorted((a, b) => a - b)).toEqual([201, 409]);
});
