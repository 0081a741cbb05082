import { expect, test } from 'vitest';
import { invariant } from '../../domain/invariant.ts';
import { SchemeFileError } from '../engine/scheme-file-error.ts';
import { regionValueMisfit } from './region-entries.ts';
import { loadInsurerRegions, regionTables } from './regions.ts';

test.each([
  ['500154', 'kaizhou'],
  ['500234', 'kaizhou'],
  ['500101', 'chongqing'],
  ['131121', 'zaoqiang'],
  ['131102', 'hengshui'],
  ['130302', 'hebei'],
  ['411203', 'henan'],
  ['440305', 'shenzhen'],
  ['440106', 'guangdong'],
  ['320102', 'jiangsu'],
  ['370101', undefined],
  ['', undefined],
])('who asks at %s gets the tables of %s: county before prefecture before province', (division, id) => {
  expect(loadInsurerRegions().on(division, '2026-03-09')?.id).toBe(id);
});

test('a path names the transaction, or is one for all of them', () => {
  const pathAt = (division: string) => loadInsurerRegions().on(division, '2026-03-09')?.speech.path;
  expect(pathAt('500154')).toContain('{infno}');
  expect(pathAt('220100')).toMatch(/callService$/);
});

test('before its first day a region says nothing', () => {
  expect(loadInsurerRegions().on('500154', '2018-12-31')).toBeUndefined();
});

const base = `id: base
division: null
name: { zh: 底, en: base }
from: '2020-01-01'
checkedOn: '2026-11-28'
sources:
  paper: { zh: 文件, en: paper }
reading:
  fundSum: { value: as-told, cite: [paper] }
  familyAccount: { value: as-told, cite: [paper] }
funds:
  '310100': { part: basic-insurance, header: hifp_pay, cite: [paper] }
labels:
  '1': { category: registered-poor, cite: [paper] }
`;
const county = `id: county
division: '500154'
inherits: base
name: { zh: 县, en: county }
from: '2021-01-01'
checkedOn: '2026-11-28'
funds:
  '310100':
    - { part: basic-insurance, header: hifp_pay, until: '2022-01-01', cite: [paper] }
    - { part: commercial-supplement, header: null, from: '2022-01-01', cite: [paper] }
mayBeEmpty:
  setldetail: { cite: [paper] }
`;
const load = (...texts: readonly string[]) =>
  regionTables(texts.map((text, index) => ({ file: `file-${index}.yaml`, text }))).asWritten;

test('a value that changes holds from its day on; what the county does not write is its parent’s', () => {
  const { on } = load(base, county);
  expect(on('500154', '2021-12-31')?.funds['310100']).toEqual([
    { part: 'basic-insurance', header: 'hifp_pay' },
  ]);
  expect(on('500154', '2022-01-01')?.funds['310100']).toEqual([
    { part: 'commercial-supplement', header: null },
  ]);
  expect(on('500154', '2022-01-01')?.labels).toEqual({ '1': { category: 'registered-poor' } });
  expect(on('500154', '2022-01-01')?.speech.path).toBeNull();
});

test.each([
  ['span-gap', 'a gap', "from: '2022-01-01', cite", "from: '2022-02-01', cite"],
  ['span-overlap', 'an overlap', "from: '2022-01-01', cite", "from: '2021-12-01', cite"],
  ['shape-wrong', 'an unknown section', 'mayBeEmpty:', 'mayBeMissing:'],
  ['shape-wrong', 'an unknown field', 'setldetail: { cite', 'setldetail: { when: never, cite'],
  ['shape-wrong', 'an unknown payer', 'part: commercial-supplement', 'part: rich-uncle'],
  ['shape-wrong', 'an unknown field of the head', 'header: null', 'header: hifx_pay'],
  ['shape-wrong', 'a division that is none', "division: '500154'", "division: '990000'"],
  ['shape-wrong', 'a day that is none', "from: '2021-01-01'", "from: '2021-02-30'"],
  ['shape-wrong', 'the id of another file', 'id: county', 'id: base'],
  ['citation-missing', 'no source', 'setldetail: { cite: [paper] }', 'setldetail: {}'],
  [
    'citation-unknown',
    'a source that is not there',
    'setldetail: { cite: [paper] }',
    'setldetail: { cite: [hearsay] }',
  ],
  ['parent-unknown', 'no such parent', 'inherits: base', 'inherits: nobody'],
  ['inherits-from-itself', 'itself as parent', 'inherits: base', 'inherits: county'],
  ['yaml-broken', 'a key twice', 'mayBeEmpty:', 'funds: {}\nmayBeEmpty:'],
])('%s: %s stops the start with file, line and reason', (code, _what, from, to) => {
  const text = county.replace(from, to);
  expect(text).not.toBe(county);
  let caught: unknown;
  try {
    load(base, text);
  } catch (error) {
    caught = error;
  }
  invariant(caught instanceof SchemeFileError, 'the bad file is turned away');
  expect([caught.code, caught.file]).toEqual([code, 'file-1.yaml']);
  expect(caught.line).toBeGreaterThan(0);
  expect(caught.reason).not.toBe('');
});

test('two files of one division, a category that is none and a reading that nobody gives are turned away too', () => {
  const second = county.replace('id: county', 'id: other');
  expect(() => load(base, county, second)).toThrow(/file-2.yaml:2 span-overlap/);
  expect(() => load(base.replace('registered-poor', 'rather-poor'))).toThrow(/labels|category/);
  expect(() => load(base.replace(/ {2}fundSum.*\n/, ''))).toThrow(
    /span-gap: no value holds of reading.fundSum/,
  );
});

test('what a county enters counts before the files, from its day on and in its division alone, also where a province’s file is the nearest', () => {
  const entered = (division: string, name: string, validFrom: string, part: string) => ({
    ...{ division, section: 'funds', name, validFrom: validFrom as never, source: '函 1' },
    value: { part, header: null },
  });
  const province = county.replace("division: '500154'", "division: '500000'");
  const files = [base, province].map((text, index) => ({ file: `file-${index}.yaml`, text }));
  const { on } = regionTables(files).completedBy([
    entered('500154', '310100', '2023-01-01', 'charity'),
    entered('500154', '310100', '2024-01-01', 'red-cross'),
    entered('500154', '999001', '2024-01-01', 'charity'),
    entered('990000', '310100', '2023-01-01', 'charity'),
  ]);
  const part = (division: string, day: string, code = '310100') =>
    on(division, day)?.funds[code]?.map((rule) => rule.part);
  expect(part('500154', '2022-12-31')).toEqual(['commercial-supplement']);
  expect(part('500154', '2023-06-01')).toEqual(['charity']);
  expect(part('500154', '2024-01-01')).toEqual(['red-cross']);
  expect(part('500154', '2023-12-31', '999001')).toBeUndefined();
  expect(part('500154', '2024-01-01', '999001')).toEqual(['charity']);
  // Another county of the same province has the province's words.
  expect(part('500101', '2024-01-01')).toEqual(['commercial-supplement']);
});

test('a value that no file could hold is turned away by its place', () => {
  expect(regionValueMisfit('funds', '310105', { part: 'basic-insurance', header: 'hifp_pay' })).toBeNull();
  expect(regionValueMisfit('speech', 'signIn', { value: true })).toBeNull();
  expect(regionValueMisfit('funds', '310105', { part: 'rich-uncle', header: null })).not.toBeNull();
  expect(regionValueMisfit('speech', 'colour', { value: 'red' })).toBe('name');
  expect(regionValueMisfit('constructor', 'x', {})).toBe('section');
  expect(regionValueMisfit('labels', '某人', { category: null })).toBe('name');
  // By no other code than the five is anybody insured: it would be read as none.
  expect(regionValueMisfit('insuranceTypes', '310', { kind: 'cover' })).toBeNull();
  expect(regionValueMisfit('insuranceTypes', '370', { kind: 'cover' })).toBe('value/kind');
  expect(regionValueMisfit('insuranceTypes', '370', { kind: 'addition' })).toBeNull();
});
