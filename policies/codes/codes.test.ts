import { expect, test } from 'vitest';
import { entryOf } from '../../domain/entry.ts';
import { loadSchemes } from '../schemes.ts';
import { categories, currentDivision, insurance, isDivision, liesIn, regions } from './codes.ts';

test.each([
  ['500154', true],
  ['500234', true],
  ['990000', false],
  ['50015', false],
  ['5001544', false],
  ['50015４', false],
])('%s is a division: %s', (code, known) => {
  expect(isDivision(code)).toBe(known);
});

test('a code that ended means its successor', () => {
  expect([
    currentDivision('500234'),
    currentDivision('411222'),
    currentDivision('152801'),
    currentDivision('500154'),
  ]).toEqual(['500154', '411203', '150802', '500154']);
  for (const [code, { until, successor }] of Object.entries(regions)) {
    expect(until === null, code).toBe(successor === undefined);
    if (successor !== undefined) expect(regions[successor]?.from, code).toBe(until);
  }
});

test.each([
  ['411203', '410000', true],
  ['411203', '411200', true],
  ['411222', '411203', true],
  ['411202', '411203', false],
  ['410105', '411200', false],
  ['610100', '410000', false],
  ['210213', '210200', true],
  ['210100', '210200', false],
  ['410000', '411203', false],
])('%s lies in %s: %s', (division, region, inside) => {
  expect(liesIn(division, region)).toBe(inside);
});

test('every code of a scheme was valid on its first day', () => {
  for (const scheme of loadSchemes().list()) {
    const codes = (name: string, table: typeof categories | typeof insurance) => {
      const value = scheme.parameters.get(name)?.value;
      for (const code of Array.isArray(value) ? (value as readonly string[]) : []) {
        const entry = entryOf(table as Readonly<Record<string, (typeof table)[keyof typeof table]>>, code);
        expect(entry?.from !== undefined && entry.from <= scheme.from, `${scheme.id} ${code}`).toBe(true);
        expect(entry?.until, `${scheme.id} ${code}`).toBeNull();
      }
    };
    codes('categories', categories);
    codes('insuranceTypes', insurance);
    const region = regions[scheme.region];
    expect(region !== undefined && region.from <= scheme.from && region.until === null, scheme.id).toBe(true);
  }
});

test('every code table names its source', () => {
  for (const entry of [...Object.values(categories), ...Object.values(insurance), ...Object.values(regions)])
    expect(entry.source.length).toBeGreaterThan(5);
});

test('Kaizhou’s annex and body name one category differently, and both labels are known', () => {
  expect(categories['relapse-prone']?.labels).toEqual(['易返贫致贫人口', '返贫致贫人口']);
});
