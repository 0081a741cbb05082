import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { StagedRow } from '../../store/list-staging.ts';
import { civilAffairs, useStore } from './store-under-test.ts';

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

const person = (serial: number) => `psn_${String(serial).padStart(20, '0')}` as PersonRef;
const noon = (day: LocalDate): Instant => instant(`${day}T12:00:00+08:00`);
type Line = readonly [serial: number, category: 'A' | 'B', since?: LocalDate];

function staged(lines: readonly Line[]): readonly StagedRow[] {
  return lines.map(([serial, category, since], index) => ({
    ...{ rowNumber: index + 1, personRef: person(serial), category, since: since ?? null },
  }));
}

async function release(
  listId: ListId,
  asOf: LocalDate,
  lines: readonly Line[],
  misread: readonly (number | null)[] = [],
) {
  const entry = { listId, digest: `${asOf}`, source: 'push', asOf, at: noon(asOf) } as const;
  const { version } = await store().lists.createVersion(entry);
  const rejected = misread.map((serial, index) => ({
    ...{ rowNumber: lines.length + index + 1, personRef: serial === null ? null : person(serial) },
    ...{ errors: [{ column: 'name', code: 'name-missing' }], cells: ['', 'x'] },
  }));
  await store().lists.stageRows(version, { accepted: staged(lines), rejected });
  await store().lists.checkVersion(version);
  const preview = await store().lists.previewVersion(version);
  const released = await store().lists.releaseVersion(version, noon(asOf));
  expect(released.members).toEqual(preview);
  return released;
}

async function listed(serial: number, on: LocalDate, knownAt?: Instant): Promise<readonly string[]> {
  const question = { personRef: person(serial), on, ...(knownAt !== undefined && { knownAt }) };
  return (await store().memberships.categoriesOn(question)).map((one) => one.code);
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
    [4, 6, null],
  );
  expect(second.rows).toEqual({ received: 8, accepted: 5, rejected: 3 });
  expect(second.members).toEqual({
    before: 6,
    added: 1,
    changed: 2,
    unchanged: 2,
    removed: 1,
    kept: 1,
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
  const question = { personRef: person(101), on: admission };
  const [category] = await store().memberships.categoriesOn({ ...question, knownAt: noon(january) });
  expect(category).toEqual({ code: 'A', since: '2026-01-01', listAsOf: january, listId });
  expect(await store().memberships.categoriesOn({ ...question, lists: [civilAffairs] })).toEqual([]);
});

test('the same file twice is one version; after a failed one it may come again', async () => {
  const listId = await aList();
  const entry = { listId, digest: 'same', source: 'pull', asOf: firstDay, at: noon(firstDay) } as const;
  const created = await Promise.all([1, 2, 3].map(() => store().lists.createVersion(entry)));
  expect(created.map((one) => one.kind).toSorted()).toEqual(['created', 'repeated', 'repeated']);
  expect(new Set(created.map((one) => one.version.version))).toEqual(new Set([1]));
  expect((await store().lists.setAside({ listId, version: 1 }, 'failed', 'list-truncated')).reasonCode).toBe(
    'list-truncated',
  );
  expect(await store().lists.createVersion(entry)).toMatchObject({
    kind: 'created',
    version: { version: 2 },
  });
  await expect(store().lists.createVersion({ ...entry, listId: 'none' as ListId })).rejects.toThrow(
    'list-unknown',
  );
});

test('a version serves only when released: unchecked it is refused, set aside it changes nothing, twice is once', async () => {
  const listId = await aList();
  const before = await release(listId, firstDay, [[201, 'A']]);
  const asOf = addDays(firstDay, 28);
  const { version } = await store().lists.createVersion({
    listId,
    digest: 'n',
    source: 'push',
    asOf,
    at: noon(asOf),
  });
  const rows = { accepted: staged([[202, 'A']]), rejected: [] };
  await store().lists.stageRows(version, rows);
  await store().lists.stageRows(version, rows);
  await expect(store().lists.releaseVersion(version, noon(asOf))).rejects.toThrow('unchecked');
  await store().lists.checkVersion(version);
  await expect(store().lists.stageRows(version, rows)).rejects.toThrow('takes none any more');
  expect((await store().lists.setAside(version, 'held', 'list-shrinks')).state).toBe('held');
  expect(await listed(201, asOf)).toEqual(['A']);
  const [one, two] = await Promise.all([1, 2].map(() => store().lists.releaseVersion(version, noon(asOf))));
  expect(one).toEqual(two);
  expect(one).toMatchObject({ state: 'released', reasonCode: null, rows: { received: 1 } });
  expect((await store().lists.version(before))?.state).toBe('superseded');
  expect((await store().memberships.freshness()).find((list) => list.listId === listId)).toEqual({
    ...{ listId, version: 2, asOf, releasedAt: noon(asOf), ageLimitDays: 35 },
  });
  expect(
    (await store().memberships.freshness(noon(firstDay))).find((list) => list.listId === listId)?.version,
  ).toBe(1);
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
