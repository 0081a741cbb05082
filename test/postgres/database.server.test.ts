import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freePort } from '../../county/servers/ports.ts';
import { localDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { isStoreTrouble, openDatabase } from '../../store/postgres/database.ts';
import { migrate } from '../../store/postgres/migrate.ts';
import { tables } from '../../store/postgres/tables.ts';
import { freshDatabase } from '../servers/fresh-database.ts';
import { slack } from '../servers/temporary.ts';
import { silentProxy } from './silent-proxy.ts';
import { useStore } from './store-under-test.ts';

const store = useStore();

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

test('tables.ts says of every column what the migrations say', async () => {
  const { rows } = await sql<{
    table: string;
    column: string;
    type: string;
    nullable: boolean;
    filled: boolean;
  }>`
    SELECT c.table_name AS table, column_name AS column, udt_name AS type, is_nullable = 'YES' AS nullable,
      column_default IS NOT NULL OR is_identity = 'YES' AS filled
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'
      AND table_name NOT LIKE 'kysely%' AND table_name NOT LIKE 'memberships\_%'
    ORDER BY 1, 2`.execute(store().db);
  const said = Object.entries(tables).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, { type, nullable, filled }]) => ({
      ...{ table: snake(table), column: snake(column), type, nullable, filled },
    })),
  );
  const inOrder = (a: { table: string; column: string }, b: { table: string; column: string }) =>
    `${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1;
  expect(said.toSorted(inOrder)).toEqual(rows.toSorted(inOrder));
});

test('several processes may migrate at once: each migration runs once', async () => {
  const fresh = await freshDatabase();
  const dbs = [1, 2, 3].map(() =>
    openDatabase({ url: fresh.url, poolSize: 2, applicationName: 'migrate', statementMs: 20_000 }),
  );
  try {
    const ran = await Promise.all(dbs.map((db) => migrate(db)));
    const names = ran.flat();
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('0001_parties');
  } finally {
    await Promise.all(dbs.map((db) => db.destroy()));
    await fresh.drop();
  }
});

test('days, moments and big numbers come as strings and safe integers, whatever the zone of the machine', async () => {
  const read = async <Value>(text: string) => {
    const { rows } = await sql<{ value: Value }>`SELECT ${sql.raw(text)} AS value`.execute(store().db);
    return rows[0]?.value;
  };
  expect(await read(`date '2026-02-28'`)).toBe('2026-02-28');
  expect(await read(`timestamptz '2026-02-28 16:30:00.25Z'`)).toBe('2026-03-01T00:30:00.250+08:00');
  expect(await read('9007199254740991::int8')).toBe(9_007_199_254_740_991);
  expect(await read('12.30::numeric')).toBe('12.30');
  await expect(read('9007199254740992::int8')).rejects.toThrow('safe integers');
});

test('PostgreSQL away is trouble within a second; a broken rule is not trouble', async () => {
  const url = `postgres://hub:none@127.0.0.1:${await freePort(0)}/hub`;
  const away = openDatabase({ url, poolSize: 1, applicationName: 'away' });
  const begun = performance.now();
  const error = await sql`SELECT 1`.execute(away).catch((thrown: unknown) => thrown);
  await away.destroy();
  expect(isStoreTrouble(error)).toBe(true);
  expect(performance.now() - begun).toBeLessThan(2_000 * slack);
  const broken = await sql`INSERT INTO lists (list_id) VALUES ('x')`
    .execute(store().db)
    .catch((e: unknown) => e);
  expect(isStoreTrouble(broken)).toBe(false);
  expect(isStoreTrouble(new Error('list-unknown'))).toBe(false);
});

test('a full pool and a statement that hangs are trouble in bounded time', async () => {
  const db = openDatabase({ url: store().url, poolSize: 1, applicationName: 'full', statementMs: 1_500 });
  const begun = performance.now();
  const [hanging, waiting] = await Promise.all([
    sql`SELECT pg_sleep(30)`.execute(db).catch((error: unknown) => error),
    sql`SELECT 1`.execute(db).catch((error: unknown) => error),
  ]);
  await db.destroy();
  expect([isStoreTrouble(hanging), isStoreTrouble(waiting)]).toEqual([true, true]);
  expect(performance.now() - begun).toBeLessThan(4_000 * slack);
});

test('a PostgreSQL that falls silent is trouble in bounded time, and serves again when it wakes', async () => {
  const silent = await silentProxy(store().url);
  const db = openDatabase({ url: silent.url, poolSize: 2, applicationName: 'silent', statementMs: 500 });
  const ask = () => sql<{ one: number }>`SELECT 1 AS one`.execute(db);
  try {
    await ask();
    silent.hush();
    const begun = performance.now();
    const errors = await Promise.all([1, 2, 3].map(() => ask().catch((error: unknown) => error)));
    expect(errors.map(isStoreTrouble)).toEqual([true, true, true]);
    const inTransaction = await db
      .transaction()
      .execute((tx) => sql`SELECT 1`.execute(tx))
      .catch((error: unknown) => error);
    expect(isStoreTrouble(inTransaction)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(5_000 * slack);
    silent.wake();
    await expect
      .poll(
        () =>
          ask().then(
            (result) => result.rows,
            () => 'away',
          ),
        { timeout: 5_000 },
      )
      .toEqual([{ one: 1 }]);
  } finally {
    silent.close();
    await db.destroy();
  }
});

test('a look-up by person is planned once by each connection, whatever it asks', async () => {
  const db = openDatabase({ url: store().url, poolSize: 1, applicationName: 'test-prepared' });
  const memberships = membershipStore(db);
  const personRef = 'psn_00000000000000000000' as PersonRef;
  for (const on of ['2026-01-01', '2026-02-01', '2026-03-01'] as const)
    expect(await memberships.categoriesOn({ personRef, on: localDate(on) })).toEqual([]);
  const { rows } =
    await sql`SELECT generic_plans + custom_plans AS plans FROM pg_prepared_statements`.execute(db);
  expect(rows).toEqual([{ plans: 3 }]);
  await db.destroy();
});

test('statements of fixed text are prepared once they have come again, those of many lengths and those with a star are not', async () => {
  const db = openDatabase({ url: store().url, poolSize: 1, applicationName: 'test-fixed' });
  try {
    for (let at = 1; at <= 5; at += 1) {
      await db.selectFrom('parties').select('name').where('party', '=', `p${at}`).execute();
      await db.selectFrom('institutions').selectAll().execute();
      const many = Array.from({ length: at }, (_, n) => `p${n}`);
      await db.selectFrom('parties').select('party').where('party', 'in', many).execute();
    }
    const { rows } = await sql`SELECT statement FROM pg_prepared_statements`.execute(db);
    expect(rows).toEqual([{ statement: 'select "name" from "parties" where "party" = $1' }]);
  } finally {
    await db.destroy();
  }
});

test('a connection that lost what it prepared is trouble once, and another one takes its place', async () => {
  const db = openDatabase({ url: store().url, poolSize: 1, applicationName: 'test-lost' });
  const ask = () => db.selectFrom('parties').select('name').where('party', '=', 'nobody').execute();
  try {
    for (let at = 1; at <= 3; at += 1) await ask();
    await sql`DEALLOCATE ALL`.execute(db);
    expect(await ask().then(() => null, isStoreTrouble)).toBe(true);
    expect(await ask()).toEqual([]);
  } finally {
    await db.destroy();
  }
});

test('a connection that is cut off between two statements of a transaction is trouble of the store, and no process ends of it', async () => {
  const db = openDatabase({ url: store().url, poolSize: 1, applicationName: 'cut-off' });
  try {
    const asked = db.transaction().execute(async (tx) => {
      await sql`SELECT 1`.execute(tx);
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut-off'`.execute(
        store().db,
      );
      // Nobody has asked anything when the end is noticed.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await sql`SELECT 1`.execute(tx);
    });
    expect(await asked.then(() => null, isStoreTrouble)).toBe(true);
    const again = await sql<{ one: number }>`SELECT 1 AS one`.execute(db);
    expect(again.rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});
