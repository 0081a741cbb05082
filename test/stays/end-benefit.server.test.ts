import { beforeAll, expect, test } from 'vitest';
import type { CaseRef, SchemeId } from '../../domain/ids.ts';
import { anAdmissionBody, hospitals } from '../http/door-under-test.ts';
import { admitted, at, putInCare } from '../postgres/store-under-test.ts';
import { aBureau, as, bureau, confirm, door, propose } from './resolutions-under-test.ts';

beforeAll(aBureau);

const ends = {
  ...{ kind: 'end-benefit', on: 'benefit', office: bureau.party, ground: 'illegal-act', handedTo: 'patient' },
  ...{ noticedOn: '2024-03-09', endsOn: '2024-03-10', criticalEmergency: false },
};

async function aPatientInCare(emergency = false, scheme = 'kaizhou-2024'): Promise<CaseRef> {
  const { stays } = door().deps;
  const payload = { ...anAdmissionBody(), institution: hospitals[0], emergency };
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  // Another one as a version took it that did not ask the place.
  await door()
    .db.updateTable('stays')
    .set({ scheme: scheme as SchemeId })
    .where('caseRef', '=', caseRef)
    .execute();
  await putInCare(stays, caseRef);
  return caseRef;
}

const shown = (caseRef: CaseRef) => as('window', 'GET', `/v1/stays/${caseRef}`);

test('the waiver ends from its day on after written notice; decision and money stay as they are', async () => {
  const { stays } = door().deps;
  const caseRef = await aPatientInCare();
  expect(await shown(caseRef)).toMatchObject({ waiver: { state: 'granted', since: '2024-03-08' } });
  const preview = await propose('window', caseRef, ends, '/preview');
  expect(preview).toMatchObject({ status: 200, accounts: [], awaits: null });
  const proposed = await propose('window', caseRef, ends);
  expect(proposed).toMatchObject({
    status: 201,
    state: 'proposed',
    ground: 'illegal-act',
    endsOn: '2024-03-10',
  });
  // It rests with the bureau alone.
  for (const who of ['window', 'lead', 'officer'])
    expect((await confirm(who, caseRef, proposed.sequence)).status, who).not.toBe(200);
  expect(await confirm(bureau.actor, caseRef, proposed.sequence)).toMatchObject({ state: 'applied' });
  const after = await shown(caseRef);
  expect(after).toMatchObject({
    stage: 'Admitted',
    decision: { outcome: 'admit' },
    waiver: {
      ...{ state: 'ended', since: '2024-03-10', notice: { noticedOn: '2024-03-09', handedTo: 'patient' } },
      reasons: [{ code: 'illegal-act', article: expect.stringContaining('三') }],
      decidedBy: [expect.stringContaining('/window'), `${bureau.party}/${bureau.actor}`],
    },
  });
  expect((after as { offered?: readonly { kind: string }[] }).offered?.map(({ kind }) => kind)).not.toContain(
    'end-benefit',
  );
  const events = (await stays.events(caseRef)).filter(({ kind }) => kind === 'waiver-ended');
  expect(events.map(({ detail }) => detail)).toEqual([
    { sequence: proposed.sequence, noticedOn: '2024-03-09', endsOn: '2024-03-10' },
  ]);
  // Once is once.
  expect(await propose('window', caseRef, ends)).toMatchObject({ status: 409, code: 'resolution-unfit' });
});

test('nobody loses it before the notice, in an emergency, or where the scheme has no such ground', async () => {
  const caseRef = await aPatientInCare();
  const wrong = async (body: object, of = caseRef) => {
    const told = await propose('window', of, { ...ends, ...body });
    const { errors = [] } = told as { readonly errors?: readonly { path: string; code: string }[] };
    return [told.status, told.code, ...errors.map(({ path, code }) => `${path} ${code}`)];
  };
  const invalid = [422, 'request-invalid'];
  expect(await wrong({ endsOn: '2024-03-08' })).toEqual([...invalid, '/endsOn ends-before-notice']);
  expect(await wrong({ noticedOn: '2024-03-01' })).toEqual([
    ...invalid,
    '/noticedOn notice-before-admission',
  ]);
  expect(await wrong({ noticedOn: '2099-01-01', endsOn: '2099-01-02' })).toEqual([
    ...[...invalid, '/noticedOn day-in-future', '/endsOn day-in-future'],
  ]);
  expect(await wrong({ evidence: undefined })).toEqual([...invalid, '/evidence field-missing']);
  expect(await wrong({ criticalEmergency: undefined })).toEqual([
    ...[...invalid, '/criticalEmergency field-missing'],
  ]);
  expect(await wrong({ criticalEmergency: true })).toEqual([409, 'benefit-kept-in-emergency']);
  expect(await wrong({}, await aPatientInCare(true))).toEqual([409, 'benefit-kept-in-emergency']);
  expect(await wrong({ ground: 'malicious-arrears' })).toEqual([409, 'resolution-unfit']);
  expect(await wrong({ office: 'civil-affairs' })).toEqual([...invalid, '/office office-without-power']);
  const henan = await propose('window', await aPatientInCare(false, 'henan-2017'), ends);
  expect(henan).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit' },
    detail: 'henan-2017 has no rule by which the benefit ends in care',
  });
  expect(await propose('finance', caseRef, ends)).toMatchObject({ status: 403, code: 'not-allowed' });
  const revision = await door().deps.stays.revision(caseRef);
  const stale = { ...ends, evidence: '存档', revision: revision - 1 };
  expect(await as('window', 'POST', `/v1/stays/${caseRef}/resolutions`, stale)).toMatchObject({
    ...{ status: 409, code: 'resolution-stale' },
  });
});

test('who was refused has lost it by the decision, and nothing is told before there is one', async () => {
  const { stays } = door().deps;
  const payload = { ...anAdmissionBody(), institution: hospitals[0] };
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
  const { caseRef, waiver } = reply.json() as { readonly caseRef: CaseRef; readonly waiver: unknown };
  expect(waiver).toBeNull();
  const reason = { code: 'category-missing', article: '三（一）', zh: '不符合', en: 'not met' };
  await stays.recordDecision(caseRef, { ...admitted, outcome: 'refuse', reasons: [reason] }, at);
  expect(await shown(caseRef)).toMatchObject({ waiver: { state: 'lost', reasons: [reason] } });
});
