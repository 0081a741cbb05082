import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addDays, type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import { staleListStep } from '../../domain/list.ts';
import { listAttention } from '../../store/lists/attention.ts';
import { anAdmission, aPerson, at, civilAffairs, useStore } from '../postgres/store-under-test.ts';
import { categoryOf, type Line, stageRows } from './stage-rows.ts';

const by = (actor: string) => ({ actor, ofKeeper: true, at });

const store = useStore();
const firstDay = localDate('2026-01-31');

let lists = 0;

/** A list of its own, so that tests do not see each other's members. */
async function aList(): Promise<ListId> {
  lists += 1;
  const list = await store().parties.list(civilAffairs);
  if (list === undefined) throw new Error('the seeded list is missing');
  const listId = `test-list-${lists}` as ListId;
  await store().parties.putList({ ...list, listId });
  return listId;
}

const noon = (day: LocalDate): Instant => instant(`${day}T12:00:00+08:00`);
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A version in state `received`; the file itself plays no part here. */
async function receive(
  listId: ListId,
  asOf: LocalDate,
  name: string = asOf,
  kind: 'full' | 'delta' = 'full',
) {
  const uploadId = await store().files.storeFile(
    listId,
    (async function* () {
      yield Buffer.from(name);
    })(),
  );
  const entry = { listId, uploadId, kind, asOf, digest: digest(name), bytes: name.length } as const;
  const more = { format: 'csv', source: 'push', sentBy: 'sender', review: false, at: noon(asOf) } as const;
  return store().lists.createVersion({ ...entry, ...more });
}

async function release(
  listId: ListId,
  asOf: LocalDate,
  lines: readonly Line[],
  more: { readonly misread?: readonly (number | null)[]; readonly kind?: 'full' | 'delta' } = {},
) {
  const { version } = await receive(listId, asOf, undefined, more.kind);
  await stageRows(store(), version, { lines, misread: more.misread ?? [] });
  const preview = await store().releases.checkVersion(version, noon(firstDay), () => []);
  const released = await store().releases.releaseVersion(version, noon(asOf));
  if (preview.kind !== 'done' || released.kind !== 'done') throw new Error('the staging table is gone');
  expect(released.version.members).toEqual(preview.version.members);
  return released.version;
}

async function refOf(serial: number): Promise<PersonRef> {
  return (await store().people.find(aPerson(serial))) ?? ('psn_nobody' as PersonRef);
}

async function listed(serial: number, on: LocalDate, knownAt?: Instant): Promise<readonly string[]> {
  const question = { personRef: await refOf(serial), on, ...(knownAt !== undefined && { knownAt }) };
  const codes = (await store().memberships.categoriesOn(question)).map((one) => one.code);
  return (['A', 'B'] as const).filter((letter) => codes.includes(categoryOf[letter]));
}

test('every row and every member is accounted for; a typo never ends cover', async () => {
  const listId = await aList();
  const first = await release(listId, firstDay, [
    [1, 'A'],
    [2, 'A'],
    [2, 'B'],
    [3, 'A'],
    [4, 'A'],
    [5, 'A'],
    [6, 'A'],
    [6, 'B'],
  ]);
  expect(first.members).toEqual({
    before: 0,
    added: 6,
    changed: 0,
    unchanged: 0,
    removed: 0,
    kept: 0,
    notNamed: 0,
    after: 6,
  });
  const second = await release(
    listId,
    addDays(firstDay, 28),
    // 1 stays, 2 loses B, 3 goes, 4 was misread, 5 has another day, 6 has one good and one misread row, 7 is new.
    [
      [1, 'A'],
      [2, 'A'],
      [5, 'A', localDate('2025-07-01')],
      [6, 'A'],
      [7, 'B'],
    ],
    { misread: [4, 6, null] },
  );
  expect(second.rows).toEqual({ received: 8, accepted: 5, rejected: 3 });
  expect(second.members).toEqual({
    before: 6,
    added: 1,
    changed: 2,
    unchanged: 2,
    removed: 1,
    kept: 1,
    notNamed: 0,
    after: 6,
  });
  const today = addDays(firstDay, 28);
  expect(await listed(4, today)).toEqual(['A']);
  expect(await listed(6, today)).toEqual(['A', 'B']);
  expect(await listed(3, today)).toEqual([]);
  expect(await listed(5, localDate('2025-08-01'))).toEqual(['A']);
  expect((await store().lists.version(first))?.state).toBe('superseded');
});

test('a look-up answers for the admission day, as known then or as known today', async () => {
  const listId = await aList();
  const [january, february, march] = [firstDay, addDays(firstDay, 28), addDays(firstDay, 59)];
  await release(listId, january, [[101, 'A', localDate('2026-01-01')]]);
  await release(listId, february, [[102, 'B']]);
  await release(listId, march, [
    [101, 'B'],
    [102, 'B'],
  ]);
  const admission = localDate('2026-02-10');
  expect(await listed(101, admission)).toEqual(['A']);
  expect(await listed(101, march)).toEqual(['B']);
  expect(await listed(101, addDays(february, 3))).toEqual([]);
  // In January nobody knew yet that the membership would end in February.
  expect(await listed(101, march, noon(january))).toEqual(['A']);
  expect(await listed(102, march, noon(january))).toEqual([]);
  const question = { personRef: await refOf(101), on: admission };
  const [category] = await store().memberships.categoriesOn({ ...question, knownAt: noon(january) });
  expect(category).toEqual({ code: categoryOf.A, since: '2026-01-01', listAsOf: january, listId });
  expect(await store().memberships.categoriesOn({ ...question, lists: [civilAffairs] })).toEqual([]);
});

test('a delta adds, changes and removes, and says nothing of anybody else', async () => {
  const listId = await aList();
  await release(listId, firstDay, [
    [301, 'A'],
    [302, 'A'],
    [302, 'B'],
    [303, 'A'],
    [304, 'A'],
  ]);
  const day = addDays(firstDay, 10);
  const left = addDays(firstDay, 5);
  const delta = await release(
    listId,
    day,
    [
      [305, 'B', null, 'add'],
      [301, 'A', localDate('2025-06-01'), 'change'],
      [302, 'B', left, 'remove'],
      [303, null, left, 'remove'],
    ],
    { kind: 'delta' },
  );
  expect(delta.members).toEqual({
    ...{ before: 4, added: 1, changed: 2, unchanged: 0, removed: 1 },
    ...{ kept: 0, notNamed: 1, after: 4 },
  });
  expect(await listed(302, day)).toEqual(['A']);
  expect(await listed(303, addDays(left, -1))).toEqual(['A']);
  expect(await listed(303, left)).toEqual([]);
  expect(await listed(304, day)).toEqual(['A']);
  expect(await listed(301, localDate('2025-07-01'))).toEqual(['A']);
});

test('the same file twice is one version and confirms the list; after a failed one it may come again', async () => {
  const listId = await aList();
  const created = await Promise.all([1, 2, 3].map(() => receive(listId, firstDay, 'same')));
  expect(created.map((one) => one.kind).toSorted()).toEqual(['created', 'repeated', 'repeated']);
  expect(new Set(created.map((one) => one.version.version))).toEqual(new Set([1]));
  const again = await receive(listId, addDays(firstDay, 3), 'same');
  expect(again.version).toMatchObject({ version: 1, asOf: firstDay, confirmedAsOf: addDays(firstDay, 3) });
  const failed = await store().releases.setAside({ listId, version: 1 }, 'failed', ['truncated']);
  expect(failed).toMatchObject({ state: 'failed', reasons: ['truncated'] });
  expect(await receive(listId, firstDay, 'same')).toMatchObject({ kind: 'created', version: { version: 2 } });
  await expect(receive('none' as ListId, firstDay)).rejects.toThrow();
});

test('a version serves only when released: unchecked it is refused, held it changes nothing, twice is once', async () => {
  const listId = await aList();
  const before = await release(listId, firstDay, [[201, 'A']]);
  const asOf = addDays(firstDay, 28);
  const { version } = await receive(listId, asOf);
  await stageRows(store(), version, { lines: [[202, 'A']] });
  const held = await store().releases.checkVersion(version, noon(firstDay), () => ['list-shrinks']);
  expect(held).toMatchObject({ kind: 'done', version: { state: 'held', reasons: ['list-shrinks'] } });
  expect(await store().releases.releaseVersion(version, noon(asOf))).toMatchObject({
    version: { state: 'held' },
  });
  expect(await listed(201, asOf)).toEqual(['A']);
  await expect(store().lists.decide(version, 'release', by('sender'))).rejects.toThrow(
    'second-person-needed',
  );
  await store().lists.decide(version, 'release', by('somebody else'));
  await expect(store().lists.decide(version, 'reject', by('sender'))).rejects.toThrow('list-decided');
  const releases = [1, 2].map(() => store().releases.releaseVersion(version, noon(asOf)));
  const [one, two] = await Promise.all(releases);
  expect(one).toEqual(two);
  expect(one).toMatchObject({ version: { state: 'released', rows: { received: 1 } } });
  expect((await store().lists.version(before))?.state).toBe('superseded');
  expect((await store().memberships.freshness()).find((list) => list.listId === listId)).toEqual({
    ...{ listId, version: 2, asOf, releasedAt: noon(asOf), ageLimitDays: 35 },
  });
  const known = await store().memberships.freshness(noon(firstDay));
  expect(known.find((list) => list.listId === listId)?.version).toBe(1);
});

test('a release says what it does to open stays, and owes each of them one notice', async () => {
  const listId = await aList();
  const patient = await store().people.register(aPerson(601));
  const admission = await anAdmission(store(), { personRef: patient });
  await store().stays.acceptAdmission(admission);
  const releaseOf = async (asOf: LocalDate, serial: number) => {
    const { version } = await receive(listId, asOf);
    await stageRows(store(), version, { lines: [[serial, 'A']] });
    const checked = await store().releases.checkVersion(version, noon(firstDay), () => []);
    await store().releases.releaseVersion(version, noon(asOf));
    return checked.kind === 'done' ? checked.version.effects : null;
  };
  expect(await releaseOf(firstDay, 601)).toEqual({ coverEnds: 0, coverBegins: 1, coverChanges: 0 });
  expect(await releaseOf(addDays(firstDay, 1), 602)).toEqual({
    coverEnds: 1,
    coverBegins: 0,
    coverChanges: 0,
  });
  const owed = await store()
    .db.selectFrom('outbox')
    .select(['kind', 'noticeId', 'payload'])
    .where('caseRef', '=', admission.caseRef)
    .where('kind', '=', 'signal')
    .orderBy('noticeId')
    .execute();
  expect(owed).toEqual(
    [1, 2].map((version) => ({
      kind: 'signal',
      noticeId: `list/${listId}/${version}`,
      payload: { kind: 'list-changed' },
    })),
  );
});

test('a version that a later one overtook waits for a person; one read beside another version is read anew', async () => {
  const listId = await aList();
  await release(listId, firstDay, [[401, 'A']]);
  const [second, third] = [
    await receive(listId, firstDay, 'second'),
    await receive(listId, firstDay, 'third'),
  ];
  await stageRows(store(), second.version, { lines: [[402, 'A']] });
  await stageRows(store(), third.version, {
    lines: [
      [401, 'A'],
      [403, 'A'],
    ],
  });
  for (const { version } of [second, third])
    await store().releases.checkVersion(version, noon(firstDay), () => []);
  expect(await store().releases.releaseVersion(third.version, noon(firstDay))).toMatchObject({
    version: { state: 'released', members: { before: 1, added: 1, unchanged: 1, after: 2 } },
  });
  const lost = { kind: 'staging-lost' };
  expect(await store().releases.releaseVersion(second.version, noon(firstDay))).toEqual(lost);
  await stageRows(store(), second.version, { lines: [[402, 'A']] });
  await store().releases.checkVersion(second.version, noon(firstDay), () => []);
  expect(await store().releases.releaseVersion(second.version, noon(firstDay))).toMatchObject({
    version: { state: 'held', reasons: ['list-older-than-current'] },
  });
  await store().lists.decide(second.version, 'release', by('somebody else'));
  expect(await store().releases.releaseVersion(second.version, noon(firstDay))).toMatchObject({
    version: { state: 'released', members: { before: 2, added: 1, removed: 2, after: 1 } },
  });
});

test('rows that a crash of PostgreSQL emptied are noticed, at the check and at the release', async () => {
  const listId = await aList();
  const { version } = await receive(listId, firstDay);
  await stageRows(store(), version, { lines: [[501, 'A']] });
  const empty = async () => {
    const row = await store()
      .db.selectFrom('listVersions')
      .select('staging')
      .where('listId', '=', listId)
      .executeTakeFirst();
    await sql`TRUNCATE ${sql.id(row?.staging ?? '')}`.execute(store().db);
  };
  await store().releases.checkVersion(version, noon(firstDay), () => []);
  await empty();
  expect(await store().releases.releaseVersion(version, noon(firstDay))).toEqual({ kind: 'staging-lost' });
  expect(await store().releases.checkVersion(version, noon(firstDay), () => [])).toEqual({
    kind: 'staging-lost',
  });
  await stageRows(store(), version, { lines: [[501, 'A']] });
  await store().releases.checkVersion(version, noon(firstDay), () => []);
  expect(await store().releases.releaseVersion(version, noon(firstDay))).toMatchObject({
    version: { state: 'released' },
  });
});

test('versions one after another give what a naive model says, for every day, known then and known today', async () => {
  const lines = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('A' as const, 'B' as const)),
    { selector: ([serial, category]) => `${serial}${category}` },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 4 }), async (versions) => {
      const listId = await aList();
      const offset = lists * 10 + 1_000;
      const days = versions.map((_, index) => addDays(firstDay, index * 10));
      for (const [index, version] of versions.entries()) {
        const moved = version.map(([serial, category]) => [serial + offset, category] as const);
        await release(listId, days[index] ?? firstDay, moved);
      }
      for (const [index, day] of days.entries()) {
        for (let serial = 0; serial <= 5; serial++) {
          const expected = (versions[index] ?? []).filter(([one]) => one === serial).map(([, code]) => code);
          for (const knownAt of [noon(day), noon(addDays(days.at(-1) ?? day, 1))])
            expect(await listed(serial + offset, day, knownAt)).toEqual(expected.toSorted());
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('a release ends in its own transaction what waited for a newer list, and a held version says since when', async () => {
  const { db, releases, stays } = store();
  const listId = await aList();
  const admission = await anAdmission(store());
  await stays.acceptAdmission(admission);
  const step = staleListStep(listId);
  const at = noon(firstDay);
  const stale = { code: 'list-stale', blockedOn: 'civil-affairs', since: at, step } as const;
  await stays.raiseAttention(admission.caseRef, stale, at);
  const stayWaits = async () =>
    ((await stays.wholeStay(admission.caseRef))?.attention ?? []).map(({ code }) => code);
  const waits = async () => (await listAttention(db).of(listId)).map(({ code, since }) => `${code} ${since}`);
  const { version } = await receive(listId, firstDay);
  await stageRows(store(), version, { lines: [], misread: [] });
  await releases.checkVersion(version, at, () => ['list-empty']);
  await releases.checkVersion(version, noon(addDays(firstDay, 1)), () => ['list-empty']);
  expect(await waits()).toEqual([`list-held ${at}`]);
  await store().lists.decide(version, 'release', by('second'));
  expect([await waits(), await stayWaits()]).toEqual([[], ['list-stale']]);
  await releases.releaseVersion(version, at);
  expect(await stayWaits()).toEqual([]);
  const owed = await db
    .selectFrom('outbox')
    .select('noticeId')
    .where('caseRef', '=', admission.caseRef)
    .where('kind', '=', 'signal')
    .execute();
  expect(owed).toEqual([{ noticeId: `attention/${step}/${at}` }]);
});
