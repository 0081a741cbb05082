import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Book, memoryBook, nextNumber, table } from '../../adapters/book.ts';
import { sqliteBook } from './sqlite-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'book-'));
afterAll(() => rmSync(folder, { recursive: true }));

const people = table<{ readonly name: string }>('people');
const others = table<{ readonly name: string }>('others');

// Unit tests run on the book in memory, the county on the durable one: both must be the same book.
describe.each([
  ['in memory', memoryBook],
  ['in SQLite', () => sqliteBook(join(folder, `${Math.random()}.db`))],
])('a book %s', (_where, open: () => Book) => {
  test('keeps one row per key and table', () => {
    const book = open();
    expect(book.insert(people, 'a', { name: '向䶮' })).toBe(true);
    expect(book.insert(people, 'a', { name: 'other' })).toBe(false);
    expect(book.read(people, 'a')).toEqual({ name: '向䶮' });
    expect(book.read(others, 'a')).toBeUndefined();
    book.write(people, 'a', { name: 'new' });
    expect(book.rows(people)).toEqual([{ name: 'new' }]);
    book.remove(people, 'a');
    expect(book.read(people, 'a')).toBeUndefined();
  });

  test('gives rows by key, in a range', () => {
    const book = open();
    for (const key of ['2026-03-02/b', '2026-03-01/a', '2026-03-03/c'])
      book.insert(people, key, { name: key });
    const names = book.rows(people, { from: '2026-03-01/b', below: '2026-03-03/' }).map(({ name }) => name);
    expect(names).toEqual(['2026-03-02/b']);
    expect(book.rows(people)).toHaveLength(3);
  });

  test('takes all of a transaction or nothing', () => {
    const book = open();
    expect(() =>
      book.transaction(() => {
        book.insert(people, 'a', { name: 'a' });
        nextNumber(book, 'n');
        throw new RangeError('stop');
      }),
    ).toThrow('stop');
    expect(book.read(people, 'a')).toBeUndefined();
    expect(book.transaction(() => nextNumber(book, 'n'))).toBe(1);
    expect(nextNumber(book, 'n')).toBe(2);
  });
});

test('a book in SQLite is there after it was closed', () => {
  const path = join(folder, 'again.db');
  const first = sqliteBook(path);
  first.insert(people, 'a', { name: 'a' });
  first.close();
  const second = sqliteBook(path);
  expect(second.read(people, 'a')).toEqual({ name: 'a' });
  second.close();
});
