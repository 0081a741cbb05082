import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listed, people } from '../lists/people.ts';
import { membersAmong, strayUploads } from './agency.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { fileOf, type Lane, listLanes } from './list-lanes.ts';
import { throughAccident } from './list-oracle.ts';

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
    const found = await throughAccident(county, lanes, async () => {
      await kills[victim]?.();
    });
    expect(found).toEqual([]);
  },
);

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
