import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Listed, people } from '../lists/people.ts';
import { membersAmong, strayUploads } from './agency.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { fileOf, type Lane, listLanes } from './list-lanes.ts';
import { watchReaders } from './list-readers.ts';

let county: CountyUnderTest;
let lanes: readonly Lane[];

beforeAll(async () => {
  county = await startCountyUnderTest();
  lanes = await listLanes(county);
});
afterAll(() => county?.end());

const kills: Readonly<Record<string, () => Promise<void> | undefined>> = {
  worker: () => county.processes.workers[0]?.kill9(),
  api: () => county.processes.api.kill9(),
  PostgreSQL: () => county.servers.postgres?.kill9(),
  Temporal: () => county.servers.temporal?.kill9(),
};

test.for(Object.keys(kills))(
  'kill -9 of %s in every phase at once: half uploaded, half pulled, in the COPY, the comparison, on hold and in the release',
  async (victim) => {
    const before = await Promise.all(lanes.map(({ agency }) => agency.serving()));
    const readers = watchReaders(
      county,
      lanes.map(({ agency }) => agency.listId),
    );
    onTestFinished(async () => {
      await Promise.all(lanes.map((lane) => lane.letGo()));
    });
    for (const lane of lanes) await lane.reach();
    // Nothing of what is on its way serves anybody.
    expect(await Promise.all(lanes.map(({ agency }) => agency.serving()))).toEqual(before);
    await kills[victim]?.();
    await Promise.all([county.servers.postgres?.back(), county.servers.temporal?.back()]);
    const after = await Promise.all(
      lanes.map(async (lane) => {
        await lane.letGo();
        return lane.served();
      }),
    );
    const seen = await readers.stop();
    for (const [at, lane] of lanes.entries()) {
      const [was, is] = [before[at], after[at]];
      const listed = lane.members();
      const size = typeof listed === 'number' ? listed : listed.length;
      expect([lane.phase, is?.state]).toEqual([lane.phase, 'released']);
      // Counted and true: nobody lost, nobody doubled.
      const { before: had = 0, added = 0, removed = 0, changed, after: has } = is?.members ?? {};
      expect({ had, changed, has }).toEqual({ had: was?.members?.after, changed: 0, has: size });
      expect(had + added - removed).toBe(size);
      expect(is?.rows).toEqual({ received: size, accepted: size, rejected: 0 });
      expect(await lines(lane.agency.listId)).toEqual({ lines: size, people: size });
      if (typeof listed !== 'number')
        expect(await membersAmong(county, lane.agency.listId, listed)).toEqual(listed);
      // Readers knew the old version whole or the new one whole.
      expect(seen(lane.agency.listId)).toEqual([
        `${was?.version}: ${was?.members?.after}`,
        `${is?.version}: ${is?.members?.after}`,
      ]);
    }
  },
);

async function lines(listId: string) {
  const [counted] = await county.sql<{ lines: number; people: number }>(
    `SELECT count(*)::int AS lines, count(DISTINCT m.person_ref)::int AS people FROM memberships m JOIN people USING (person_ref)
      WHERE list_id = $1 AND known_until IS NULL AND listed`,
    [listId],
  );
  return counted;
}

test('a file that was taken while Temporal was away is loaded when it is back, though api, worker and PostgreSQL died meanwhile', async () => {
  const { agency } = lanes[0] as Lane;
  const listed = lanes[0]?.members() as readonly Listed[];
  const back = await county.servers.temporal?.away();
  const grown = [...listed, ...people(3, '411222')];
  const { status, body } = await agency.send(fileOf(agency, grown));
  expect([status, body.state]).toEqual([202, 'received']);
  for (const victim of ['api', 'worker', 'PostgreSQL']) await kills[victim]?.();
  await county.servers.postgres?.back();
  await back?.();
  const version = await agency.settled(body.version);
  expect(version).toMatchObject({ state: 'released', members: { added: 3, unchanged: listed.length } });
  expect(await membersAmong(county, agency.listId, grown)).toEqual(grown);
});

test('nothing is left over: no staging table after the next load, no file of a broken upload after a day', async () => {
  await county.sql(
    `UPDATE list_uploads SET begun_at = begun_at - interval '25 hours'
      WHERE NOT EXISTS (SELECT FROM list_versions v WHERE list_uploads.upload_id IN (v.upload_id, v.report_id))`,
  );
  // A file without a header fails; it sweeps like any other.
  await Promise.all(lanes.map(({ agency }) => agency.push('甲,乙\n')));
  const strays = await Promise.all(lanes.map(({ agency }) => strayUploads(county, agency.listId)));
  expect(strays).toEqual(lanes.map(() => 0));
  const tables = await county.sql(`SELECT relname FROM pg_class WHERE relname LIKE 'list\\_rows\\_%'`);
  expect(tables).toEqual([]);
});
