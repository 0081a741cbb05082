import pg from 'pg';
import { type StayView, simulatedHospital } from '../../county/hospital.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import { type Route, routes, walkStay } from '../../county/walk.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { atMost, type Figure, figure } from './figures.ts';
import { type HistoryFigures, historyOf, type StayHistory } from './stay-histories.ts';

const withinMs = 60_000;
const kilobyte = 1_024;

/** P3 and P10: a stay of each programme, and the bytes of some stays of the one with the most payers. */
export async function walkFigures(
  county: CountyUnderTest,
  { stays }: { readonly stays: number },
  say: (text: string) => void,
): Promise<{ readonly figures: readonly Figure[]; readonly histories: readonly StayHistory[] }> {
  await loadLists(county, { ...county, namespace: 'default', say: () => undefined });
  const histories: StayHistory[] = [];
  for (const route of routes) {
    const { view, institution } = await walked(county, route);
    histories.push(await historyOf(county, { ...view, institution }));
  }
  histories.sort((a, b) => a.payers - b.payers);
  const most = histories.at(-1);
  const route = routes.find(({ scheme }) => scheme === most?.scheme);
  invariant(most !== undefined && route !== undefined, 'a scheme was walked');
  say(`${stays} stays with ${most.payers} payers`);
  return { figures: [...historyFigures(histories), ...(await bytesOf(county, route, stays))], histories };
}

/** P3, of schemes as they are: the fewest payers against the most. */
function historyFigures(histories: readonly StayHistory[]): readonly Figure[] {
  const [few, many] = [histories[0], histories.at(-1)];
  invariant(few !== undefined && many !== undefined, 'two schemes were walked');
  const each = (of: (one: HistoryFigures) => number): number =>
    (of(many.stay) - of(few.stay)) / (many.payers - few.payers);
  const longest = Math.max(...histories.flatMap(({ children }) => children.map(({ events }) => events)), 0);
  return [
    figure(`a stay with ${few.payers} payer: events`, few.stay.events, 'events', atMost('P3', 26)),
    figure('  workflow tasks', few.stay.workflowTasks, 'tasks', atMost('P3', 4)),
    figure('  history', few.stay.bytes / kilobyte, 'KB', atMost('P3', 6)),
    figure(
      `each further payer (${many.payers} against ${few.payers}): events`,
      each((one) => one.events),
      'events',
      {
        ...atMost('P3', 3),
      },
    ),
    figure(
      '  workflow tasks',
      each((one) => one.workflowTasks),
      'tasks',
      atMost('P3', 0),
    ),
    figure('the longest own run of a payer', longest, 'events', atMost('P3', 18)),
  ];
}

async function walked(county: CountyUnderTest, route: Route) {
  const institution = walkInstitutions[route.scheme];
  const token = institution && county.credentials.hospitals[institution]?.token;
  invariant(institution !== undefined && token !== undefined, `${route.scheme} has a hospital`);
  const { schemes, addresses } = county;
  const hospital = simulatedHospital({ api: addresses.api, institution, token, schemes });
  const { view } = await walkStay(hospital, route, { today: county.today(), withinMs });
  return { view: view as StayView, institution };
}

/** P10: what so many stays add to the hub's own tables, and to the log. */
async function bytesOf(county: CountyUnderTest, route: Route, stays: number): Promise<readonly Figure[]> {
  const admin = new pg.Client({ connectionString: county.servers.postgres?.current().adminUrl });
  await admin.connect();
  try {
    // Whole pages after a checkpoint cost a stay the more the rarer stays are: what a stay itself writes is counted.
    await admin.query('ALTER SYSTEM SET full_page_writes = off');
    await admin.query('SELECT pg_reload_conf()');
    await walked(county, route);
    await admin.query('CHECKPOINT');
    const before = await sizesOf(county);
    const payers: number[] = [];
    for (let at = 0; at < stays; at += 1) {
      const { view } = await walked(county, route);
      payers.push((view.settlement?.shares ?? []).filter(({ fen }) => fen > 0).length);
    }
    const after = await sizesOf(county);
    const each = (of: keyof Sizes): number => (after[of] - before[of]) / stays / kilobyte;
    const name = `a stay with ${Math.min(...payers)} payers`;
    return [
      figure(`${name}: tables`, each('tables'), 'KB', atMost('P10', 30)),
      figure('  their indexes', each('indexes'), 'KB'),
      figure('  rows as they are written', each('rows'), 'KB'),
      figure('  WAL', each('wal'), 'KB', atMost('P10', 40)),
    ];
  } finally {
    await admin.query('ALTER SYSTEM RESET full_page_writes');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
  }
}

interface Sizes {
  /** Files of the tables, without their indexes. */
  readonly tables: number;
  readonly indexes: number;
  /** Rows that live, without what pages and replaced rows take. */
  readonly rows: number;
  /** Written since ever. */
  readonly wal: number;
}

async function sizesOf(county: CountyUnderTest): Promise<Sizes> {
  const tables = await county.sql<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  const rows = tables.map(
    ({ name }) => `(SELECT coalesce(sum(pg_column_size(t.*)), 0) FROM ${pg.escapeIdentifier(name)} t)`,
  );
  const [sizes] = await county.sql<Record<keyof Sizes, string>>(
    `SELECT sum(pg_table_size(oid)) AS tables, sum(pg_indexes_size(oid)) AS indexes, ${rows.join(' + ')} AS rows,
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal
     FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const of = (name: keyof Sizes): number => Number(sizes?.[name]);
  return { tables: of('tables'), indexes: of('indexes'), rows: of('rows'), wal: of('wal') };
}
