import { beforeAll, expect, test } from 'vitest';
import { type Instant, instant, localDate } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { anAdmissionBody, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const listId = 'kaizhou-civil-affairs' as ListId;
const otherList = 'kaizhou-rural-revitalization' as ListId;
const before = instant('2024-03-01T08:00:00+08:00');
const person = (serial: number) => `psn_${String(serial).padStart(20, '0')}` as PersonRef;

beforeAll(async () => {
  const parties = door().deps.parties;
  await parties.putParty({ party: 'rural', role: 'agency', name: '乡村振兴局', institution: null });
  for (const [id, party] of [
    [listId, 'civil-affairs'],
    [otherList, 'rural'],
  ] as const) {
    const limits = { shrinkLimitPermille: 100, ageLimitDays: 35 };
    await parties.putList({
      ...limits,
      listId: id,
      party,
      agency: 'civil-affairs',
      division: '500154',
      categories: ['subsistence-allowance'],
    });
    const version = { listId: id, version: 1, state: 'released', format: 'csv', source: 'push' } as const;
    const asOf = localDate('2024-02-20');
    await door()
      .db.insertInto('listVersions')
      .values({
        ...version,
        digest: id,
        bytes: 1,
        asOf,
        confirmedAsOf: asOf,
        receivedAt: before,
        releasedAt: before,
      })
      .execute();
  }
});

interface Line {
  readonly ref: PersonRef;
  readonly household: number | null;
  readonly list?: ListId;
  readonly category?: string;
  readonly knownFrom?: Instant;
}

async function listed(lines: readonly Line[]): Promise<void> {
  const rows = lines.map(
    ({ ref, household, list = listId, category = 'subsistence-allowance', knownFrom = before }) => ({
      ...{ listId: list, personRef: ref, category, household, knownFrom, said: 1, version: 1 },
      validFrom: localDate('2024-01-01'),
    }),
  );
  await door().db.insertInto('memberships').values(rows).execute();
}

async function aStay() {
  const payload = anAdmissionBody();
  const { caseRef } = (
    await door().call('hospital', { method: 'POST', url: '/v1/stays', payload })
  ).json() as {
    caseRef: CaseRef;
  };
  const stay = await door().deps.stays.stay(caseRef);
  if (stay === undefined) throw new Error('the stay is gone');
  return { caseRef, personRef: stay.personRef, idNumber: String(payload.patient.idNumber) };
}

test('a hospital sees who is listed in the household of its patient, as known then and today, and nobody’s name', async () => {
  const { caseRef, personRef } = await aStay();
  const later = instant('2024-03-10T13:00:00+08:00');
  await listed([
    { ref: personRef, household: 11 },
    { ref: person(1), household: 11 },
    { ref: person(1), household: 11, category: 'extreme-poverty' },
    { ref: person(2), household: 11, knownFrom: later },
    { ref: person(3), household: 12 },
    // The same number on another list is another household.
    { ref: person(4), household: 11, list: otherList },
    { ref: personRef, household: null, list: otherList },
  ]);
  const ask = (known: string, caller: 'hospital' | 'otherHospital' | 'operator' | 'agency' = 'hospital') =>
    door().call(caller, { url: `/v1/stays/${caseRef}/household?known=${known}` });
  const one = {
    personRef: person(1),
    categories: [
      { category: 'extreme-poverty', since: '2024-01-01' },
      { category: 'subsistence-allowance', since: '2024-01-01' },
    ],
  };
  const two = {
    personRef: person(2),
    categories: [{ category: 'subsistence-allowance', since: '2024-01-01' }],
  };
  const unstated = { listId: otherList, listAsOf: '2024-02-20', stated: false, listed: 1, others: [] };
  const own = { listId, listAsOf: '2024-02-20', stated: true };
  expect((await ask('then')).json()).toEqual({
    ...{ on: '2024-03-08', known: 'then' },
    households: [{ ...own, listed: 2, others: [one] }, unstated],
  });
  expect((await ask('today', 'operator')).json()).toEqual({
    ...{ on: '2024-03-08', known: 'today' },
    households: [{ ...own, listed: 3, others: [one, two] }, unstated],
  });
  expect((await ask('then', 'otherHospital')).statusCode).toBe(404);
  expect((await ask('then', 'agency')).statusCode).toBe(403);
});

test('an agency asks within its own list only, and learns nothing of whom it does not name', async () => {
  const { personRef, idNumber } = await aStay();
  const stranger = await aStay();
  await listed([
    { ref: personRef, household: 21 },
    { ref: person(5), household: 21 },
    { ref: stranger.personRef, household: 31, list: otherList },
    { ref: person(6), household: 31, list: otherList },
  ]);
  const ask = (id: ListId, number: string, more: object = {}, caller: 'agency' | 'hospital' = 'agency') =>
    door().call(caller, {
      ...{ method: 'POST', url: `/v1/lists/${id}/household` },
      payload: { idNumber: number, ...more },
    });
  expect((await ask(listId, idNumber)).json()).toMatchObject({
    on: '2024-03-10',
    households: [{ listId, listed: 2, others: [{ personRef: person(5) }] }],
  });
  expect((await ask(listId, idNumber, { on: '2023-12-31' })).json()).toEqual({
    on: '2023-12-31',
    households: [],
  });
  expect((await ask(listId, stranger.idNumber)).json()).toMatchObject({ households: [] });
  expect((await ask(otherList, stranger.idNumber)).statusCode).toBe(404);
  expect((await ask(listId, idNumber, {}, 'hospital')).statusCode).toBe(403);
  expect((await ask(listId, '123')).statusCode).toBe(422);
});
