import { expect, test, vi } from 'vitest';
import type { InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import { judgeIdentity } from './identity.ts';

const list = 'kaizhou-civil-affairs';
const other = 'kaizhou-rural-revitalization';
const insurance = { type: '390', status: 'active', division: '500154' } as const;
const knows = (name: string | null): InsuredRecord => ({
  personNo: 'P-1',
  name,
  insurance,
  labels: [],
  covers: [],
  additions: [],
  setAside: [],
});
const nobody: InsuredRecord = {
  ...{ personNo: null, name: null, labels: [], covers: [], additions: [], setAside: [] },
  insurance: { type: null, status: 'none', division: null },
};
const person = (name: string, saidBy?: Readonly<Record<string, string>>) => ({
  ...{ name, ...(saidBy === undefined ? {} : { saidBy }) },
});

/** The household of the number's person, by name. */
async function judge(told: {
  readonly given: string | null;
  readonly vault: object;
  readonly record: InsuredRecord;
  readonly household?: readonly string[];
  readonly listedBy?: string;
}) {
  const agreeOnName = vi.fn(async () => {});
  const household = told.household ?? [];
  const parts = {
    people: {
      ...{ agreeOnName },
      open: async (ref: string) => (ref === 'psn_own' ? told.vault : person(ref.slice('psn_'.length))),
    },
    households: {
      householdsOf: async () => [{ others: household.map((name) => ({ personRef: `psn_${name}` })) }],
    },
  };
  const categories = told.listedBy === undefined ? [] : [{ listId: told.listedBy }];
  const stay = { personRef: 'psn_own', admittedOn: '2024-03-08', identitySequence: 1 };
  const judged = await judgeIdentity(parts as never, stay as never, {
    ...{ given: told.given, record: told.record, listed: { categories } as never },
  });
  return { ...judged, agreeOnName };
}

test.each([
  ['the insurer and the window say it', knows('王伟'), { window: '王伟' }],
  ['the insurer and the window say it, each in its own spelling', knows('王  伟'), { window: '王　伟' }],
  ['a list and the window say it, and the insurer knows nobody', nobody, { window: '王伟', [list]: '王伟' }],
  ['a list and the window say it, and an earlier window slipped', nobody, { window: '王卫', [list]: '王伟' }],
  ['the insurer took the window’s word and names nobody', knows(null), { window: '王伟' }],
])('a name is agreed where %s', async (_what, record, saidBy) => {
  expect((await judge({ given: '王伟', vault: person('王伟', saidBy), record })).doubt).toBeNull();
});

test.each([
  ['only the window has said it', nobody, { window: '王伟' }, 'person-unknown', []],
  ['only earlier windows have said it', nobody, { window: '王卫' }, 'person-unknown', ['window']],
  ['a list says otherwise', nobody, { [list]: '王炜' }, 'person-unknown', [list]],
  [
    'one list agrees and another does not',
    nobody,
    { [list]: '王伟', [other]: '王炜' },
    'person-unknown',
    [other],
  ],
  [
    'the insurer knows the number under another name',
    knows('王炜'),
    { [list]: '王伟' },
    'other-name',
    ['medical-insurance'],
  ],
  [
    'the insurer said otherwise of an earlier stay',
    nobody,
    { [list]: '王伟', 'medical-insurance': '王炜' },
    'person-unknown',
    ['medical-insurance'],
  ],
  ['the insurer names nobody and a list says otherwise', knows(null), { [list]: '王炜' }, 'no-name', [list]],
])('a person is in doubt where %s', async (_what, record, saidBy, insurer, others) => {
  const judged = await judge({ given: '王伟', vault: person('王伟', saidBy), record });
  expect(judged.doubt).toMatchObject({ insurer, relative: false });
  expect(judged.doubt?.others.map(({ by }) => by)).toEqual(others);
  expect(judged.misspelt).toEqual([]);
});

test('whom the insurer knows nobody of is in doubt while a list writes the same name with another character', async () => {
  const judged = await judge({ given: '李吉', vault: person('李𠮷', { [list]: '李𠮷' }), record: nobody });
  expect(judged.doubt?.others).toEqual([{ by: list, name: '李𠮷' }]);
});

test('a list that spells otherwise than window and insurer is told of it, and keeps nobody from care', async () => {
  const vault = person('王炜', { [list]: '王炜', [other]: '王伟' });
  const judged = await judge({ given: '王伟', vault, record: knows('王伟') });
  expect(judged.doubt).toBeNull();
  expect(judged.misspelt).toEqual([list]);
});

test('a slip in the first name that was ever seen ends when window and insurer agree', async () => {
  const judged = await judge({
    given: '王伟',
    vault: person('王卫', { window: '王卫' }),
    record: knows('王伟'),
  });
  expect(judged.agreeOnName).toHaveBeenCalledExactlyOnceWith('psn_own', '王伟', [
    'window',
    'medical-insurance',
  ]);
});

test('a known name is not written again', async () => {
  const judged = await judge({
    given: '王伟',
    vault: person('王伟', { window: '王伟' }),
    record: knows('王伟'),
  });
  expect(judged.agreeOnName).not.toHaveBeenCalled();
});

test("a child's number under the name of somebody of its household is said to be perhaps a relative's", async () => {
  const vault = person('王小红', { [list]: '王小红' });
  const judged = await judge({
    ...{ given: '王建国', vault, record: nobody },
    household: ['李梅', '王建国'],
  });
  expect(judged.doubt).toEqual({
    ...{ insurer: 'person-unknown', relative: true },
    others: [{ by: list, name: '王小红' }],
  });
});

test('of a person whom version 0.1.0 sealed, the list that names the person is who spelt the name', async () => {
  const told = { given: '王伟', vault: person('王伟'), record: nobody };
  expect((await judge({ ...told, listedBy: list })).doubt).toBeNull();
  expect((await judge(told)).doubt).toEqual({ insurer: 'person-unknown', others: [], relative: false });
});

test('of a stay that version 0.1.0 took, the name of the vault counts for the window’s', async () => {
  const judged = await judge({ given: null, vault: person('王伟'), record: knows('王伟') });
  expect(judged.doubt).toBeNull();
});
