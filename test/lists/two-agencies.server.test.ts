import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addDays, type Instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { householdStore } from '../../store/lists/households.ts';
import { aList, send, useListHub } from './hub-under-test.ts';
import { type Listed, people } from './people.ts';

const hub = useListHub();
const firstDay = localDate('2026-01-05');
const daysApart = 10;
const crowd = 5;

const agencies = [
  { agency: 'civil-affairs', labels: { 'extreme-poverty': '特困人员', 'subsistence-allowance': '低保对象' } },
  {
    agency: 'rural-revitalization',
    labels: { 'unstable-exit': '脱贫不稳定户', 'marginal-prone': '边缘易致贫户' },
  },
] as const;

/** What one version says of one person: which of the agency's two categories, and the household if it gives one. */
interface Row {
  readonly who: number;
  readonly categories: readonly (0 | 1)[];
  readonly household: 'A' | 'B' | null;
}
interface Version {
  readonly by: 0 | 1;
  readonly rows: readonly Row[];
}

const row: fc.Arbitrary<Row> = fc.record({
  who: fc.integer({ min: 0, max: crowd - 1 }),
  categories: fc.subarray([0, 1] as (0 | 1)[], { minLength: 1 }),
  household: fc.constantFrom('A', 'A', 'B', null),
});
const versions: fc.Arbitrary<readonly Version[]> = fc.array(
  fc.record({
    by: fc.constantFrom(0 as const, 1 as const),
    rows: fc.uniqueArray(row, { selector: ({ who }) => who, minLength: 1 }),
  }),
  { minLength: 2, maxLength: 5 },
);

/** A stretch of days on which a list names somebody, as a clerk would note it. */
interface Stretch {
  readonly by: 0 | 1;
  readonly who: number;
  readonly category: string;
  readonly from: LocalDate;
  until: LocalDate | null;
  household: string | null;
}

/** The clerk's book after one more version: who is named goes on or begins, who is not ends on that day. */
function entered(book: readonly Stretch[], { by, rows }: Version, day: LocalDate): readonly Stretch[] {
  const next = book.map((stretch) => ({ ...stretch }));
  const said = rows.flatMap(({ who, categories, household }) =>
    categories.map((at) => ({ who, category: codeOf(by, at), household })),
  );
  for (const stretch of next) {
    if (stretch.by !== by || stretch.until !== null) continue;
    const again = said.find(({ who, category }) => who === stretch.who && category === stretch.category);
    if (again === undefined) stretch.until = day;
    else stretch.household = again.household ?? stretch.household;
  }
  for (const one of said) {
    const open = next.some(
      ({ by: list, who, category, until }) =>
        list === by && who === one.who && category === one.category && until === null,
    );
    if (!open) next.push({ ...one, by, from: day, until: null });
  }
  return next;
}

function codeOf(by: 0 | 1, at: 0 | 1): string {
  return Object.keys(agencies[by].labels)[at] ?? '';
}

function holds({ from, until }: Stretch, day: LocalDate): boolean {
  return from <= day && (until === null || day < until);
}

test('as-of look-ups of two agencies and of households give what a clerk’s book says, for every day and every moment of knowing', async () => {
  await fc.assert(fc.asyncProperty(versions, compared), { numRuns: Number(process.env.RUNS ?? 2) });
}, 300_000);

test('a list has its own index of households once its first version serves', async () => {
  const listId = await anyList(0);
  const indexes = async (): Promise<readonly unknown[]> =>
    (
      await sql`SELECT 1 FROM pg_indexes WHERE indexname LIKE ${`memberships\\_${listId}%\\_household`}`.execute(
        hub().db,
      )
    ).rows;
  expect(await indexes()).toHaveLength(0);
  for (const who of [0, 1]) {
    await send(
      hub(),
      listId,
      fileOf({ by: 0, rows: [{ who, categories: [0], household: 'A' }] }, people(crowd)),
    );
    expect(await indexes()).toHaveLength(1);
  }
});

async function compared(sent: readonly Version[]): Promise<void> {
  const listIds = [await anyList(0), await anyList(1)] as const;
  const crew = people(crowd);
  let book: readonly Stretch[] = [];
  const known: { readonly at: Instant; readonly book: readonly Stretch[] }[] = [];
  for (const [index, version] of sent.entries()) {
    const day = addDays(firstDay, index * daysApart);
    const released = await send(hub(), listIds[version.by], fileOf(version, crew), { asOf: day });
    expect(released.state).toBe('released');
    book = entered(book, version, day);
    known.push({ at: hub().clock.now(), book });
  }
  const refs = await Promise.all(crew.map(({ idNumber }) => hub().people.find({ idNumber })));
  const days = sent.flatMap((_, index) =>
    [0, daysApart - 1].map((more) => addDays(firstDay, index * daysApart + more)),
  );
  const moments = [...known, { at: undefined, book }];
  const asked = moments.flatMap(({ at, book: then }) =>
    days.flatMap((on) =>
      refs.flatMap((personRef, who) =>
        personRef === undefined ? [] : { who, personRef, on, at, then, listIds, refs },
      ),
    ),
  );
  await Promise.all(asked.map(comparedOn));
}

interface Question {
  readonly who: number;
  readonly personRef: PersonRef;
  readonly on: LocalDate;
  readonly at: Instant | undefined;
  readonly then: readonly Stretch[];
  readonly listIds: readonly [ListId, ListId];
  readonly refs: readonly (PersonRef | undefined)[];
}

async function comparedOn({ who, personRef, on, at, then, listIds, refs }: Question): Promise<void> {
  const question = { personRef, on, ...(at === undefined ? {} : { knownAt: at }) };
  const own = then.filter((stretch) => stretch.who === who);
  const named = own.filter((stretch) => holds(stretch, on));
  const word = ({ by, category }: Stretch): string => `${listIds[by]} ${category}`;
  const found = await hub().memberships.categoriesOn(question);
  expect(found.map(({ listId, code }) => `${listId} ${code}`)).toEqual(named.map(word).toSorted());
  const ended = own.filter(({ until }) => until !== null && until <= on).map(word);
  const gone = [...new Set(ended)].filter((one) => !named.map(word).includes(one));
  const struckOut = await hub().memberships.categoriesEndedBy(question);
  expect(struckOut.map(({ listId, code }) => `${listId} ${code}`)).toEqual(gone.toSorted());
  const house = await householdStore(hub().db).householdsOf(question);
  const expected = named.flatMap(({ by, household }) =>
    household === null
      ? []
      : then
          .filter((one) => one.by === by && one.who !== who && one.household === household && holds(one, on))
          .map((one) => `${listIds[by]} ${refs[one.who]} ${one.category}`),
  );
  const told = house.flatMap(({ listId, others }) =>
    others.map((one) => `${listId} ${one.personRef} ${one.code}`),
  );
  expect(told.toSorted()).toEqual([...new Set(expected)].toSorted());
  expect(house.some(({ stated }) => stated)).toBe(named.some(({ household }) => household !== null));
}

async function anyList(by: 0 | 1): Promise<ListId> {
  const { agency } = agencies[by];
  const listId = await aList(hub(), { agency });
  const list = await hub().register.list(listId);
  invariant(list !== undefined, 'the list was just registered');
  // Nothing is held here: half of such a short list may go at once.
  await hub().register.putList({ ...list, shrinkLimitPermille: 1_000 });
  return listId;
}

function fileOf({ by, rows }: Version, crew: readonly Listed[]): string {
  const labels = Object.values(agencies[by].labels);
  // Somebody nobody asks for makes every file another one.
  const lines = [...rows, { who: crowd, categories: [0] as const, household: null }].map(
    ({ who, categories, household }) => {
      const { idNumber, name } = crew[who] ?? (people(1)[0] as Listed);
      return `${idNumber},${name},${categories.map((at) => labels[at]).join('、')},${household ?? ''}\n`;
    },
  );
  return `身份证号码,姓名,人员类别,户编号\n${lines.join('')}`;
}
