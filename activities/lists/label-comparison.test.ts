import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { disagreements } from './label-comparison.ts';

const on = localDate('2026-03-01');
const since = localDate('2024-01-01');
const listed = (code: string, listId = 'kaizhou-civil-affairs') => ({ code, listId, since, listAsOf: on });
const label = (category: string | null, until: string | null = null) => ({
  ...{ code: 'x', category, from: since },
  until: until === null ? null : localDate(until),
});

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
  [
    'two lists give two grades of income support',
    [listed('extreme-poverty'), listed('subsistence-marginal', 'henan-civil-affairs')],
    [],
    [
      {
        kind: 'agencies',
        detail: {
          'kaizhou-civil-affairs': ['extreme-poverty'],
          'henan-civil-affairs': ['subsistence-marginal'],
        },
      },
    ],
  ],
  [
    'two lists that both hold',
    [listed('extreme-poverty'), listed('relapse-prone', 'kaizhou-rural-revitalization')],
    [],
    [],
  ],
])('%s', (_, categories, labels, expected) => {
  expect(disagreements({ categories, labels }, on)).toEqual(expected);
});
