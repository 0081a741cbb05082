/** A table of a simulated party's book; the type travels with the name. */
export interface Table<Row> {
  readonly name: string;
  readonly row?: Row;
}

/** Names a table. */
export function table<Row>(name: string): Table<Row> {
  return { name };
}

/** What a simulated party remembers: tables of JSON rows under unique keys. Everything is synchronous, so a handler is one step. */
export interface Book {
  read<Row>(table: Table<Row>, key: string): Row | undefined;
  /** Adds a row; false, and nothing changes, when the key is taken. */
  insert<Row>(table: Table<Row>, key: string, row: Row): boolean;
  /** Adds a row or replaces it. */
  write<Row>(table: Table<Row>, key: string, row: Row): void;
  remove<Row>(table: Table<Row>, key: string): void;
  /** Rows in the order of their keys, from `from` up to and excluding `below`. */
  rows<Row>(table: Table<Row>, range?: { readonly from?: string; readonly below?: string }): readonly Row[];
  /** All of the work, or nothing of it. Does not nest. */
  transaction<Result>(work: () => Result): Result;
}

const counters = table<number>('counters');

/** The next number of a counter, from 1; durable as the book is. */
export function nextNumber(book: Book, counter: string): number {
  const next = (book.read(counters, counter) ?? 0) + 1;
  book.write(counters, counter, next);
  return next;
}

/** A book in memory, for tests. Rows are kept as JSON text, so that it forgets and mixes up nothing that a durable one would not. */
export function memoryBook(): Book {
  let tables = new Map<string, Map<string, string>>();
  const rowsOf = (name: string): Map<string, string> => {
    const rows = tables.get(name) ?? new Map<string, string>();
    tables.set(name, rows);
    return rows;
  };
  return {
    read: <Row>({ name }: Table<Row>, key: string) => {
      const json = rowsOf(name).get(key);
      return json === undefined ? undefined : (JSON.parse(json) as Row);
    },
    insert: ({ name }, key, row) => {
      if (rowsOf(name).has(key)) return false;
      rowsOf(name).set(key, JSON.stringify(row));
      return true;
    },
    write: ({ name }, key, row) => void rowsOf(name).set(key, JSON.stringify(row)),
    remove: ({ name }, key) => void rowsOf(name).delete(key),
    rows: <Row>({ name }: Table<Row>, range?: { readonly from?: string; readonly below?: string }) =>
      [...rowsOf(name)]
        .filter(([key]) => key >= (range?.from ?? '') && (range?.below === undefined || key < range.below))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, json]) => JSON.parse(json) as Row),
    transaction: (work) => {
      const before = new Map([...tables].map(([name, rows]) => [name, new Map(rows)]));
      try {
        return work();
      } catch (error) {
        tables = before;
        throw error;
      }
    },
  };
}
