import { expect, test } from 'vitest';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { counties, countyOf, divisionsOf, lists } from './counties.ts';
import { personOf, population } from './population.ts';

const thousand = [...population({ seed: 7, size: 6_000, counties })];

test('the same seed gives the same people, another seed others', () => {
  expect([...population({ seed: 7, size: 50, counties })]).toEqual(thousand.slice(0, 50));
  expect(personOf(countyOf('kaizhou'), 8, 3).idNumber).not.toBe(personOf(countyOf('kaizhou'), 7, 3).idNumber);
});

test('every number is valid, agrees with birth date and sex, and is nobody else’s', () => {
  for (const person of thousand) {
    const { idNumber: number, birthDate, sex } = person;
    expect(parseIdentityNumber(number)).toEqual({ ok: true, number, birthDate, sex });
  }
  expect(new Set(thousand.map((person) => person.idNumber)).size).toBe(thousand.length);
});

test('a person far down the county needs none of those before', () => {
  expect(personOf(countyOf('kaizhou'), 7, 9_999_999).idNumber).toMatch(/^500(154|234)/);
});

test('who was registered before a division was renamed keeps the old digits', () => {
  const kaizhou = thousand.filter((person) => person.division === '500154');
  for (const { idNumber, birthDate } of kaizhou)
    expect(idNumber.slice(0, 6)).toBe(birthDate < '2016-07-22' ? '500234' : '500154');
  expect(kaizhou.some(({ idNumber }) => idNumber.startsWith('500154'))).toBe(true);
});

test('names hold what breaks readers: the middle dot and characters outside 16 bits', () => {
  const names = thousand.map((person) => person.name);
  expect(names.some((name) => name.includes('·'))).toBe(true);
  expect(names.some((name) => /[\u{20000}-\u{2ffff}]/u.test(name))).toBe(true);
  expect(names.some((name) => name.includes('䶮'))).toBe(true);
});

test('the first person of a county is one whom its scheme covers', () => {
  for (const county of counties) {
    const person = personOf(county, 7, 0);
    expect(person.insurance.status).toBe('active');
    expect(person.birthDate > '1960-01-01' && person.birthDate < '1992-01-01').toBe(true);
    expect(person.memberships).toHaveLength(county.categories.length === 0 ? 0 : 1);
    expect(person.creditLine === null).toBe(county.slug !== 'dalian');
  }
});

test('shares are near what the county says', () => {
  const kaizhou = Array.from({ length: 20_000 }, (_, index) => personOf(countyOf('kaizhou'), 7, index));
  const of = (category: string) =>
    kaizhou.filter(({ memberships }) => memberships.some((held) => held.category === category)).length;
  expect(of('subsistence-allowance')).toBeGreaterThan(500);
  expect(of('subsistence-allowance')).toBeLessThan(700);
  const suspended = kaizhou.filter(({ insurance }) => insurance.status === 'suspended').length;
  expect(suspended).toBeGreaterThan(320);
  expect(suspended).toBeLessThan(480);
});

test('lists are kept by their own agency', () => {
  expect(lists.map((list) => list.id)).toContain('kaizhou-civil-affairs');
  expect(divisionsOf('civil-affairs')('kaizhou-civil-affairs')).toEqual(['500154']);
  expect(divisionsOf('rural-revitalization')('kaizhou-civil-affairs')).toBeUndefined();
});
