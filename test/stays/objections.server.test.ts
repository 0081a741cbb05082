import { beforeAll, expect, test } from 'vitest';
import type { LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { anAdmissionBody, hospitals } from '../http/door-under-test.ts';
import { at } from '../postgres/store-under-test.ts';
import { as, confirm, door, propose, tokenOf } from './resolutions-under-test.ts';

const office = 'county';

beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const actor of ['commission', 'commission-2', 'commission-3']) {
    await actors.putActor({
      party: office,
      actor,
      role: 'health-commission',
      kind: 'person',
      name: '测试人员',
    });
    await parties.putCredential(office, tokenOf(actor), actor);
  }
});

const reason = (code: string) => ({ code, article: '三（七）', zh: code, en: code });
const refused: Decision = {
  ...{ scheme: 'kaizhou-2024', version: '2024-01-28', outcome: 'refuse' },
  ...{ reasons: [reason('bad-credit-record')], conditions: [], missing: [], assumed: [] },
};

/** Somebody on the lists whom medical credit lists: refused, and the stay is over. */
async function aRefusedStay(): Promise<CaseRef> {
  const { stays } = door().deps;
  const payload = { ...anAdmissionBody(), institution: hospitals[0] };
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  await stays.recordCover(
    caseRef,
    {
      insurance: { type: '390', status: 'active', division: '500154' },
      ...{ categories: [], endedCategories: [], creditLine: null },
      records: {
        'medical-credit': { kind: 'listed', since: '2023-05-01' as LocalDate, number: '医信-88' },
      },
    },
    at,
  );
  await stays.recordDecision(caseRef, refused, at);
  await stays.advanceStage(caseRef, 'Refused', at);
  return caseRef;
}

const objecting = {
  ...{ kind: 'object-to-decision', on: 'objection', objectedOn: '2024-03-09' },
  ...{ objectedBy: 'family', paper: '异议-1' },
};
const answering = { on: 'objection', office, paper: '答复-1' };
const shown = (caseRef: CaseRef) => as('window', 'GET', `/v1/stays/${caseRef}`);

test('an objection that is right has the decision made anew as of the admission day, by two who did not decide before', async () => {
  const caseRef = await aRefusedStay();
  expect(await shown(caseRef)).toMatchObject({
    waiver: { state: 'lost', objection: { days: 15, article: expect.stringContaining('三（七）') } },
  });
  expect(await propose('window', caseRef, objecting)).toMatchObject({ status: 201, state: 'applied' });
  expect(await shown(caseRef)).toMatchObject({
    attention: [
      { code: 'decision-objection', detail: { kind: 'objection', objection: 1, dueOn: '2024-03-24' } },
    ],
  });
  expect(await propose('window', caseRef, objecting)).toMatchObject({
    status: 409,
    code: 'resolution-unfit',
  });
  const upholding = { ...answering, kind: 'uphold-objection', ground: 'bad-credit-record' };
  // Neither the hospital nor another ground than the decision's.
  expect((await propose('window', caseRef, upholding)).status).toBe(403);
  expect(await propose('commission', caseRef, { ...upholding, ground: 'drug-use' })).toMatchObject({
    code: 'resolution-unfit',
  });
  const proposed = await propose('commission', caseRef, upholding);
  expect(proposed).toMatchObject({ status: 201, state: 'proposed', ground: 'bad-credit-record' });
  expect((await confirm('commission', caseRef, proposed.sequence)).status).toBe(403);
  expect(await confirm('commission-2', caseRef, proposed.sequence)).toMatchObject({ state: 'applied' });
  const { decision } = (await door().deps.stays.stay(caseRef)) ?? {};
  const codes = decision?.reasons.map(({ code }) => code);
  expect(codes).not.toContain('bad-credit-record');
  // No list serves here: what would go to a person has gone to two, and the stay begins again.
  expect(decision?.outcome).toBe('admit');
  expect(codes?.at(-1)).toBe('decided-by-hand');
  expect(await shown(caseRef)).toMatchObject({ stage: 'Covered', attention: [] });
  const { notices } = (await as('window', 'GET', `/v1/stays/${caseRef}/patient-notices`)) as never;
  expect(notices).toMatchObject([{ kind: 'objection-upheld', state: 'owed' }]);
});

test('an objection that is not right leaves the decision, and the person is told by which article', async () => {
  const caseRef = await aRefusedStay();
  await propose('window', caseRef, objecting);
  const proposed = await propose('commission', caseRef, { ...answering, kind: 'keep-decision' });
  expect(await confirm('commission-2', caseRef, proposed.sequence)).toMatchObject({ state: 'applied' });
  expect(await shown(caseRef)).toMatchObject({ stage: 'Refused', attention: [] });
  const at = `/v1/stays/${caseRef}/patient-notices`;
  const { notices } = (await as('window', 'GET', at)) as never as { readonly notices: readonly object[] };
  expect(notices).toMatchObject([{ kind: 'objection-not-upheld', state: 'owed' }]);
  const text = await as('window', 'GET', `${at}/1`);
  expect(text).toMatchObject({ letter: expect.stringMatching(/三（七）.*行政复议/s) });
  // Whoever decided before does not decide again.
  await propose('window', caseRef, objecting);
  const again = await propose('commission-3', caseRef, { ...answering, kind: 'keep-decision' });
  expect(await confirm('commission-2', caseRef, again.sequence)).toMatchObject({ code: 'decided-before' });
});
