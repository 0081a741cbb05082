import { describe, expect, test } from 'vitest';
import { instant, localDate } from '../../domain/dates.ts';
import { filterType } from './conditions.ts';
import { readCriteria } from './criteria.ts';
import { Rejected } from './rejections.ts';

const clock = { now: () => instant('2026-03-01T12:00:00+08:00'), today: () => localDate('2026-03-01') };
const idNumber = '500234197305210012';
const read = (type: unknown, query: unknown) => readCriteria({ type, query, entity: 'Member' }, clock);
const eq = (attribute_name: string, attribute_value: unknown, operator = 'eq') => ({
  ...{ attribute_name, operator, attribute_value },
});
const rejected = (type: unknown, query: unknown): string => {
  try {
    read(type, query);
    return 'read';
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return error.key;
  }
};
const expressed = (query: object, collection = 'Member') => ({
  value: { expression: { collection, query } },
});

describe('the three forms of a query say the same', () => {
  const asked = { idNumber, on: '2026-02-01', categories: ['subsistence-allowance'] };

  test('a number alone', () => {
    expect(read('idtype-value', { type: 'UIN', value: idNumber })).toEqual({ idNumber });
    expect(read('idtype-value', { type: 'ns:org:IdType:NationalID', value: ` ${idNumber} ` })).toEqual({
      idNumber,
    });
  });

  test('predicates joined by and', () => {
    const query = [
      {
        seq_num: 1,
        expression1: eq('UIN', idNumber),
        condition: 'and',
        expression2: eq('as_of', '2026-02-01'),
      },
      { seq_num: 2, expression1: eq('category', ['subsistence-allowance'], 'in') },
    ];
    expect(read('predicate', query)).toEqual(asked);
  });

  test('an expression', () => {
    const query = {
      $and: [{ UIN: { $eq: idNumber } }, { as_of: '2026-02-01', category: { $eq: 'subsistence-allowance' } }],
    };
    expect(read('expression', expressed(query))).toEqual(asked);
  });

  test('an expression that is a list of predicates, with as many objects around it as its sender likes', () => {
    const list = [{ expression1: eq('UIN', idNumber), condition: 'and', expression2: null }];
    const type = 'ns:org:QueryType:expression';
    for (const query of [
      ...[list, { type, value: list }, { type, value: { expression: list } }],
      ...[{ value: { expression: { collection: 'SRPerson', query: list } } }],
    ])
      expect(read('expression', query)).toEqual({ idNumber });
  });
});

test.each([
  ['a query type that nobody knows', 'graphql', {}, 'query-type-unsupported'],
  ['no query type', undefined, {}, 'query-type-unsupported'],
  ['an id type that nobody knows', 'idtype-value', { type: 'MOBILE', value: '1' }, 'attribute-unsupported'],
  ['a day as an id', 'idtype-value', { type: 'as_of', value: '2026-01-01' }, 'attribute-unsupported'],
  [
    'a number with a wrong check digit',
    'idtype-value',
    { type: 'UIN', value: '500234197305210013' },
    'identity-invalid',
  ],
  ['a number that is none', 'idtype-value', { type: 'UIN', value: '1' }, 'identity-invalid'],
  ['no value', 'idtype-value', { type: 'UIN' }, 'query-unreadable'],
  [
    'or',
    'predicate',
    [{ expression1: eq('UIN', idNumber), condition: 'or', expression2: eq('category', 'x') }],
    'query-unreadable',
  ],
  ['no predicate', 'predicate', [], 'query-unreadable'],
  [
    'a third expression',
    'predicate',
    [{ expression1: eq('UIN', idNumber), expression3: eq('category', 'x') }],
    'query-unreadable',
  ],
  [
    'a member beside the number',
    'idtype-value',
    { type: 'UIN', value: idNumber, as_of: '2026-01-01' },
    'query-unreadable',
  ],
  [
    'a limit beside the expression',
    'expression',
    { value: { expression: { query: {}, limit: 5 } } },
    'query-unreadable',
  ],
  ['greater than', 'predicate', [{ expression1: eq('as_of', '2026-01-01', 'gt') }], 'operator-unsupported'],
  [
    'one of several numbers',
    'predicate',
    [{ expression1: eq('UIN', [idNumber], 'in') }],
    'operator-unsupported',
  ],
  [
    'an attribute that nobody keeps',
    'predicate',
    [{ expression1: eq('poverty_score', 5) }],
    'attribute-unsupported',
  ],
  [
    'an attribute twice',
    'predicate',
    [
      {
        expression1: eq('category', 'extreme-poverty'),
        condition: 'and',
        expression2: eq('category', 'extreme-poverty'),
      },
    ],
    'attribute-twice',
  ],
  ['a number as category', 'predicate', [{ expression1: eq('category', 5) }], 'value-invalid'],
  ['a category that nobody knows', 'predicate', [{ expression1: eq('category', idNumber) }], 'value-invalid'],
  ['a day that is none', 'predicate', [{ expression1: eq('as_of', '2026-02-30') }], 'value-invalid'],
  ['a day to come', 'predicate', [{ expression1: eq('as_of', '2026-03-02') }], 'moment-in-future'],
  [
    'a moment without offset',
    'predicate',
    [{ expression1: eq('known_at', '2026-02-01T00:00:00') }],
    'value-invalid',
  ],
  [
    'a moment to come',
    'predicate',
    [{ expression1: eq('known_at', '2026-03-01T12:00:01+08:00') }],
    'moment-in-future',
  ],
  ['households', 'expression', expressed({ group_size: 3 }, 'Group'), 'record-type-unsupported'],
  ['or in an expression', 'expression', expressed({ $or: [{ UIN: idNumber }] }), 'query-unreadable'],
  [
    'two operators',
    'expression',
    expressed({ as_of: { $gt: '2026-01-01', $lt: '2026-02-01' } }),
    'query-unreadable',
  ],
  ['a list in place of an object', 'expression', [], 'query-unreadable'],
])('%s is turned away, never answered with nothing', (_, type, query, key) => {
  expect(rejected(type, query)).toBe(key);
});

test('a filter without a type says by its form what it is', () => {
  expect(filterType(undefined, [])).toBe('predicate');
  expect(filterType(undefined, expressed({ UIN: '1' }))).toBe('expression');
  expect(filterType(undefined, { type: 'UIN', value: '1' })).toBe('idtype-value');
  expect(filterType('graphql', [])).toBe('graphql');
});
