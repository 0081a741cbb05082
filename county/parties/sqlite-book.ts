import { DatabaseSync } from 'node:sqlite';
import type { Book, Table } from '../../adapters/book.ts';

/** A party's book in one SQLite file; what was committed survives kill -9 of the party. */
export interface SqliteBook extends Book {
  close(): void;
}

/** Opens the book, or begins one. Throws when the file is no SQLite file. */
export function sqliteBook(path: string): SqliteBook {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  database.exec(
    'CREATE TABLE IF NOT EXISTS rows (name TEXT, key TEXT, json TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID',
  );
  const one = database.prepare('SELECT json FROM rows WHERE name = ? AND key = ?');
  const add = database.prepare('INSERT OR IGNORE INTO rows VALUES (?, ?, ?)');
  const put = database.prepare('INSERT OR REPLACE INTO rows VALUES (?, ?, ?)');
  const gone = database.prepare('DELETE FROM rows WHERE name = ? AND key = ?');
  // U+10FFFF sorts behind every key.
  const many = database.prepare('SELECT json FROM rows WHERE name = ? AND key >= ? AND key < ? ORDER BY key');
  const rowOf = <Row>(found: Record<string, unknown> | undefined): Row | undefined =>
    found === undefined ? undefined : (JSON.parse(String(found.json)) as Row);
  return {
    read: <Row>({ name }: Table<Row>, key: string) => rowOf<Row>(one.get(name, key)),
    insert: ({ name }, key, row) => add.run(name, key, JSON.stringify(row)).changes === 1,
    write: ({ name }, key, row) => void put.run(name, key, JSON.stringify(row)),
    remove: ({ name }, key) => void gone.run(name, key),
    rows: <Row>({ name }: Table<Row>, range?: { readonly from?: string; readonly below?: string }) =>
      many
        .all(name, range?.from ?? '', range?.below ?? '\u{10ffff}')
        .flatMap((found) => rowOf<Row>(found) ?? []),
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
