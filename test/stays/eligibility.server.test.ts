import { beforeAll, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { call, hospitals } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { release, useRegistry } from '../registry/registry-under-test.ts';

const registry = useRegistry();
const [poor, other, unlisted] = people(3);
const day = '2026-03-02';

beforeAll(async () => {
  for (const institution of hospitals)
    await registry().hub.register.putInstitution({
      ...{ institution: institution as InstitutionId, name: '开州区人民医院', division: '500154' },
      ...{ level: 2, kind: 'public', type: 'hospital', settlesInstantly: false },
      ...{ designatedFrom: localDate('2020-01-01'), designatedUntil: null },
    });
  await release(registry(), registry().listId, [[poor], [other]]);
});

/** Asked for at the window, and not there. */
const facts = Object.fromEntries(
  loadSchemes()
    .versions('kaizhou-2024')
    .flatMap(({ exclusions }) => exclusions.map(({ rule }) => [rule, false])),
);
const insured = { type: '390', status: 'active', division: '500154' };

async function check(
  person: { readonly idNumber: string; readonly name: string } | undefined,
  more: object = {},
  by: 'hospital' | 'otherHospital' | 'agency' = 'hospital',
) {
  const reply = await call(registry().server, by, {
    ...{ method: 'POST', url: '/v1/eligibility-checks' },
    payload: {
      ...{ purpose: { code: 'pre-admission', reference: 'YY-20260302-7' }, scheme: 'kaizhou-2024', day },
      ...{
        patient: { idNumber: person?.idNumber, name: person?.name },
        insurance: insured,
        referred: true,
        facts,
      },
      ...more,
    },
  });
  return { status: reply.statusCode, body: reply.json() };
}

test('before an admission a hospital hears the decision as it would be, with its reasons, and nothing of it is kept but that it asked', async () => {
  const found = await check(poor);
  expect(found.status).toBe(200);
  expect(found.body).toMatchObject({ scheme: 'kaizhou-2024' });
  expect(found.body).toMatchObject({ outcome: 'admit', missing: [] });
  expect(found.body.reasons.every(({ article }: { readonly article: string }) => article !== '')).toBe(true);
  const no = await check(unlisted);
  // Not every list that could name somebody has served here: their silence refuses nobody.
  expect(no.body.outcome).toBe('review');
  // A number under somebody else's name tells no more than a number that nobody has.
  const guessed = await check(poor === undefined ? poor : { ...poor, name: '别人' });
  expect(guessed.body).toEqual(no.body);
  const trail = await call(registry().server, 'operator', { url: '/v1/audit?limit=3' });
  expect(trail.json().entries[0]).toMatchObject({
    ...{ actor: `${hospitals[0]}/machine`, action: 'check-eligibility' },
    ...{ subject: `eligibility/${hospitals[0]}`, reason: `pre-admission YY-20260302-7 for ${day}` },
  });
  const kept = await registry().db.selectFrom('eligibilityChecks').selectAll().execute();
  expect(kept.map(({ checks }) => checks).toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(await registry().db.selectFrom('stays').select('caseRef').execute()).toEqual([]);
});

test('nobody is asked about often: three times a day about one person, and only by who admits, for a purpose', async () => {
  for (const _ of [1, 2, 3]) expect((await check(other)).status).toBe(200);
  expect(await check(other)).toMatchObject({ status: 429, body: { code: 'eligibility-budget-spent' } });
  // Another hospital has its own.
  expect((await check(other, {}, 'otherHospital')).status).toBe(200);
  expect(await check(other, {}, 'agency')).toMatchObject({ status: 403 });
  expect(await check(unlisted, { purpose: undefined })).toMatchObject({
    ...{ status: 422, body: { code: 'request-invalid' } },
  });
  await registry().db.updateTable('eligibilityChecks').set({ checks: 200 }).execute();
  expect(await check(people(1)[0])).toMatchObject({ status: 429 });
  // Yesterday's are forgotten.
  await registry()
    .db.updateTable('eligibilityChecks')
    .set({ day: '2026-02-28' as never })
    .execute();
  expect((await check(other)).status).toBe(200);
  expect(await registry().db.selectFrom('eligibilityChecks').selectAll().execute()).toHaveLength(1);
});

test('what nobody said is named as missing and left to a person, never held against the patient', async () => {
  const { body } = await check(poor, { insurance: undefined, facts: undefined });
  expect(body).toMatchObject({ outcome: 'review', missing: expect.arrayContaining(['insurance.type']) });
});
