import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { listAgencies } from '../../domain/list.ts';
import { listWords } from '../../policies/admission/list-words.ts';
import { loadSchemes, requireVersion } from '../../policies/schemes.ts';
import type { PopulationList } from '../../store/register/parties.ts';
import { disagreements } from './disagreements.ts';

const on = localDate('2026-03-01');
const since = localDate('2024-01-01');
const before = localDate('2026-02-01');
const civil = 'kaizhou-civil-affairs';
const rural = 'kaizhou-rural-revitalization';
const listed = (code: string, listId = civil) => ({ code, listId, since, listAsOf: on });
const ended = (code: string, listId = civil) => ({ ...listed(code, listId), until: before });
const label = (category: string | null, until: string | null = null) => ({
  ...{ code: 'x', category, from: since },
  until: until === null ? null : localDate(until),
});
const places = {
  kaizhou: '500154',
  wanzhou: '500101',
  shanzhou: '411203',
  sanmenxia: '411200',
  henan: '410000',
  linhe: '150802',
};
const lists: readonly PopulationList[] = Object.entries(places).flatMap(([place, division]) =>
  listAgencies.map((agency) => ({
    ...{
      listId: `${place}-${agency}` as ListId,
      party: agency,
      agency,
      division,
      categories: ['extreme-poverty'],
    },
    ...{ shrinkLimitPermille: 100, ageLimitDays: 35 },
  })),
);
const found = (
  scheme: string,
  cover: Pick<Parameters<typeof listWords>[0], 'categories' | 'endedCategories'>,
  more: { readonly labels?: readonly ReturnType<typeof label>[]; readonly unreleased?: string } = {},
) =>
  disagreements(
    requireVersion(loadSchemes(), scheme, on),
    {
      words: listWords(cover, lists),
      serving: lists.filter(({ listId }) => listId !== more.unreleased),
      labels: more.labels ?? [],
    },
    on,
  );

test.each([
  ['both say the same', [listed('extreme-poverty')], [label('extreme-poverty')], []],
  ['an insurer that says nothing', [listed('extreme-poverty')], [], []],
  ['a label of a code that nobody knows', [listed('extreme-poverty')], [label(null)], []],
  [
    'a label that has ended',
    [listed('extreme-poverty')],
    [label('extreme-poverty'), label('relapse-prone', '2026-02-28')],
    [],
  ],
  [
    'the insurer names what no list does',
    [],
    [label('relapse-prone', '2026-03-01')],
    [{ kind: 'insurer-label', detail: { insurerOnly: ['relapse-prone'], listsOnly: [] } }],
  ],
  [
    'each names another',
    [listed('extreme-poverty')],
    [label('relapse-prone')],
    [{ kind: 'insurer-label', detail: { insurerOnly: ['relapse-prone'], listsOnly: ['extreme-poverty'] } }],
  ],
])('the insurer and the lists: %s', (_, categories, labels, expected) => {
  expect(found('kaizhou-2024', { categories }, { labels })).toEqual(expected);
});

const agencies = (detail: object) => [{ kind: 'agencies', detail }];

test.each([
  [
    'two lists give two grades of income support',
    {
      categories: [
        listed('extreme-poverty', 'shanzhou-civil-affairs'),
        listed('subsistence-allowance', 'henan-civil-affairs'),
      ],
    },
    'henan-2017',
    { 'henan-civil-affairs': ['subsistence-allowance'], 'shanzhou-civil-affairs': ['extreme-poverty'] },
  ],
  [
    'an office names what another determines, and that one’s list does not',
    { categories: [listed('extreme-poverty', rural)] },
    'kaizhou-2024',
    { [civil]: [], [rural]: ['extreme-poverty'] },
  ],
  [
    'the office that determines has struck out, the other still names',
    { categories: [listed('extreme-poverty', rural)], endedCategories: [ended('extreme-poverty')] },
    'kaizhou-2024',
    { [civil]: [], [rural]: ['extreme-poverty'] },
  ],
  [
    'the nearer list has struck out, the wider one still names',
    {
      categories: [listed('extreme-poverty', 'henan-civil-affairs')],
      endedCategories: [ended('extreme-poverty', 'shanzhou-civil-affairs')],
    },
    'shanzhou-2017',
    { 'henan-civil-affairs': ['extreme-poverty'], 'shanzhou-civil-affairs': [] },
  ],
  [
    'another place’s list names what this place’s does not',
    { categories: [listed('extreme-poverty', 'wanzhou-civil-affairs')] },
    'kaizhou-2024',
    { [civil]: [], 'wanzhou-civil-affairs': ['extreme-poverty'] },
  ],
])('a disagreement of agencies: %s', (_, cover, scheme, detail) => {
  expect(found(scheme, cover)).toEqual(agencies(detail));
});

test.each([
  [
    'two offices, two categories that both hold',
    { categories: [listed('extreme-poverty'), listed('relapse-prone', rural)] },
  ],
  [
    'two lists that say the same',
    { categories: [listed('extreme-poverty'), listed('extreme-poverty', rural)] },
  ],
  [
    'the other office has struck out, the one that determines still names',
    { categories: [listed('extreme-poverty')], endedCategories: [ended('extreme-poverty', rural)] },
  ],
  ['nobody names the person any more', { categories: [], endedCategories: [ended('extreme-poverty')] }],
  ['a category that the scheme does not speak of', { categories: [listed('registered-poor')] }],
])('no disagreement: %s', (_, cover) => {
  expect(found('kaizhou-2024', cover)).toEqual([]);
});

test('a list that has never served contradicts nobody, and a word that counts for nothing is no disagreement', () => {
  expect(
    found('kaizhou-2024', { categories: [listed('extreme-poverty', rural)] }, { unreleased: civil }),
  ).toEqual([]);
  expect(found('linhe-2017', { categories: [listed('registered-poor', rural)] })).toEqual([]);
});

test('a person about whom much is disputed is one row of who says what', () => {
  const categories = [
    listed('subsistence-marginal', rural),
    listed('extreme-poverty'),
    listed('extreme-poverty', rural),
  ];
  expect(found('kaizhou-2024', { categories })).toEqual(
    agencies({ [civil]: ['extreme-poverty'], [rural]: ['extreme-poverty', 'subsistence-marginal'] }),
  );
});
