import pg from 'pg';
import { type Route, routes } from '../../county/walk.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { atMost, type Figure, figure } from './figures.ts';
import type { StayHistory } from './stay-histories.ts';
import { plainOf, walked } from './walks.ts';

const kilobyte = 1_024;
/** The aim is of a stay with so many; no scheme that is walked has them all. */
const payersOfTheAim = 6;

/** What so many stays of one programme added, per stay. */
interface Added {
  readonly payers: number;
  /** Pages of the tables, dead rows with them; what vacuum keeps beside them is left out. */
  readonly tables: number;
  readonly indexes: number;
  /** Rows that live, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly wal: number;
}

/** P10: bytes of stays with the fewest and the most payers of the programmes that were walked; a stay with six is reckoned from both. */
export async function byteFigures(
  county: CountyUnderTest,
  histories: readonly StayHistory[],
  { stays }: { readonly stays: number },
): Promise<{ readonly figures: readonly Figure[]; readonly rows: readonly string[] }> {
  const admin = new pg.Client({ connectionString: county.servers.postgres?.current().adminUrl });
  await admin.connect();
  try {
    // Whole pages after a checkpoint cost a stay the more the rarer stays are: what a stay itself writes is counted.
    await admin.query('ALTER SYSTEM SET full_page_writes = off');
    await admin.query('SELECT pg_reload_conf()');
    const plain = plainOf(histories);
    const few = await addedBy(county, routeOf(plain[0]), stays);
    const many = await addedBy(county, routeOf(plain.at(-1)), stays);
    return { figures: figuresOf(few, many), rows: rowLines(many) };
  } finally {
    await admin.query('ALTER SYSTEM RESET full_page_writes');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
  }
}

function figuresOf(few: Added, many: Added): readonly Figure[] {
  const rows = (added: Added): number => Object.values(added.rows).reduce((sum, bytes) => sum + bytes, 0);
  const kinds: readonly (readonly [string, (added: Added) => number, object])[] = [
    ['tables, dead rows with them', ({ tables }) => tables, atMost('P10', 30)],
    ['rows that live', rows, {}],
    ['indexes', ({ indexes }) => indexes, {}],
    ['WAL', ({ wal }) => wal, atMost('P10', 40)],
  ];
  return kinds.flatMap(([what, of, aim]) => {
    const each = (of(many) - of(few)) / (many.payers - few.payers);
    const six = of(many) + (payersOfTheAim - many.payers) * each;
    return [
      figure(`a stay with ${payersOfTheAim} payers: ${what}`, six / kilobyte, 'KB', aim),
      figure(`  measured with ${few.payers}`, of(few) / kilobyte, 'KB'),
      figure(`  measured with ${many.payers}`, of(many) / kilobyte, 'KB'),
    ];
  });
}

/** The tables that hold most of a stay. */
function rowLines({ rows }: Added): readonly string[] {
  return Object.entries(rows)
    .filter(([, bytes]) => bytes >= kilobyte / 4)
    .toSorted(([, a], [, b]) => b - a)
    .map(([table, bytes]) => `${(bytes / kilobyte).toFixed(1).padStart(6)} KB  ${table}`);
}

function routeOf(history: StayHistory | undefined): Route {
  const route = routes.find(({ scheme }) => scheme === history?.scheme);
  invariant(route !== undefined, 'a scheme was walked');
  return route;
}

async function addedBy(county: CountyUnderTest, route: Route, stays: number): Promise<Added> {
  await walked(county, route);
  const before = await sizesOf(county);
  let payers = 0;
  for (let at = 0; at < stays; at += 1) {
    const { view } = await walked(county, route);
    payers += (view.settlement?.shares ?? []).filter(({ fen }) => fen > 0).length / stays;
  }
  const after = await sizesOf(county);
  const each = (now: number, then: number): number => (now - then) / stays;
  return {
    payers: Math.round(payers),
    tables: each(after.tables, before.tables),
    indexes: each(after.indexes, before.indexes),
    wal: each(after.wal, before.wal),
    rows: Object.fromEntries(
      Object.entries(after.rows).map(([table, bytes]) => [table, each(bytes, before.rows[table] ?? 0)]),
    ),
  };
}

const pages = `SELECT sum(pg_relation_size(oid) + CASE reltoastrelid WHEN 0 THEN 0 ELSE pg_relation_size(reltoastrelid) END) AS tables,
    sum(pg_indexes_size(oid)) AS indexes, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

async function sizesOf(county: CountyUnderTest): Promise<Omit<Added, 'payers'>> {
  const tables = await county.sql<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  const rows = tables.map(
    ({ name }) =>
      `SELECT ${pg.escapeLiteral(name)} AS name, coalesce(sum(pg_column_size(t.*)), 0) AS bytes FROM ${pg.escapeIdentifier(name)} t`,
  );
  const living = await county.sql<{ name: string; bytes: string }>(rows.join(' UNION ALL '));
  const [sizes] = await county.sql<{ tables: string; indexes: string; wal: string }>(pages);
  return {
    ...{ tables: Number(sizes?.tables), indexes: Number(sizes?.indexes), wal: Number(sizes?.wal) },
    rows: Object.fromEntries(living.map(({ name, bytes }) => [name, Number(bytes)])),
  };
}
