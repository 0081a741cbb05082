import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PersonRef } from '../../domain/ids.ts';
import { ListedLines } from './listed-lines.ts';
import { ListedPeople } from './listed-people.ts';

const refOf = (serial: number) => `psn_${String(serial).padStart(20, '0')}` as PersonRef;
const indexOf = (serial: number) => createHash('sha256').update(String(serial)).digest();
const saidOf = (serial: number) => ({ high: serial, low: -serial });

test('a people tells as many people apart as there are, however alike their refs', () => {
  const people = new ListedPeople();
  const count = 40_000;
  for (let serial = 0; serial < count; serial += 1)
    people.list(Buffer.from(refOf(serial)), 0, saidOf(serial));
  for (let serial = 0; serial < count; serial += 7) {
    expect(people.list(Buffer.from(refOf(serial)), 0, saidOf(0))).toBe(serial);
    expect(people.find(indexOf(serial))).toBeUndefined();
    people.meet(indexOf(serial), refOf(serial));
    expect(people.find(indexOf(serial))).toBe(serial);
    expect(people.ref(serial)).toBe(refOf(serial));
    expect(people.said(serial, saidOf(serial))).toBe(true);
  }
  expect(people.listed).toBe(count);
});

test('who is known to the vault alone is neither listed nor fresh; who is added is fresh', () => {
  const people = new ListedPeople();
  people.list(Buffer.from(refOf(1)), 0, saidOf(1));
  people.meet(indexOf(2), refOf(2));
  const stranger = people.find(indexOf(2)) ?? -1;
  const added = people.add(indexOf(3), refOf(3), saidOf(3));
  expect([stranger, added].map((entry) => [entry >= people.listed, people.isFresh(entry)])).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(() => people.list(Buffer.from(refOf(4)), 0, saidOf(4))).toThrow('members are listed before');
});

test('a person is named by the first row, under all categories, with what was said last', () => {
  const people = new ListedPeople();
  const entry = people.add(indexOf(1), refOf(1), saidOf(1));
  people.name(entry, { number: 7, mask: 1, said: saidOf(2) });
  people.name(entry, { number: 9, mask: 4 });
  expect([people.row(entry), people.mask(entry)]).toEqual([7, 5]);
  expect(people.said(entry, saidOf(2))).toBe(true);
});

test('lines are found by their digest as in a map, one person in several categories is one line', () => {
  const digest = fc.record({
    high: fc.integer({ min: -3, max: 3 }),
    low: fc.integer({ min: -3, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(digest, { maxLength: 80 }), (digests) => {
      const known = new ListedLines();
      const naive = new Map<string, number>();
      for (const [at, { high, low }] of digests.entries()) {
        const person = Math.abs(high * 10 + low);
        known.add({ high, low }, person, 2 ** (at % 3));
        if (high === 0 && low === 0) continue;
        const key = `${high}/${low}`;
        naive.set(key, (naive.get(key) ?? 0) | (2 ** (at % 3)));
      }
      for (const one of digests) {
        const line = known.find(one);
        const mask = naive.get(`${one.high}/${one.low}`);
        expect(line === undefined ? undefined : known.mask(line)).toBe(mask);
      }
    }),
  );
});
