import { afterAll, beforeAll, expect, test } from 'vitest';
import { lists } from '../../county/seed/lists.ts';
import { schedulePulls } from '../../county/seed/pull-schedules.ts';
import { agencyOf } from './agency.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';

let county: CountyUnderTest;
beforeAll(async () => {
  county = await startCountyUnderTest();
});
afterAll(() => county?.end());

const said: string[] = [];
const schedule = (again: boolean): Promise<void> =>
  schedulePulls(county, {
    ...{ credentials: county.credentials, namespace: 'default', again },
    say: (text) => said.push(text),
  });

test('however often the county starts, each list is pulled by one Schedule and counted by another, and what they pull serves', async () => {
  await schedule(false);
  await schedule(true);
  const wanted = lists.flatMap(({ listId }) => [`count-${listId}`, `pull-${listId}`]);
  const there = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const { scheduleId } of county.temporal.schedule.list()) ids.push(scheduleId);
    return ids.toSorted();
  };
  // The list of Schedules follows them by a moment.
  await until('all Schedules are there', async () => (await there()).length >= wanted.length);
  expect(await there()).toEqual(wanted.toSorted());
  expect(said).toEqual([]);
  const listId = 'linhe-civil-affairs';
  await county.temporal.schedule.getHandle(`pull-${listId}`).trigger();
  const agency = agencyOf(county, listId);
  const serving = await until('it serves', async () => (await agency.serving()) ?? undefined);
  expect(serving).toMatchObject({ version: 1, state: 'released', source: 'pull' });
  await county.temporal.schedule.getHandle(`count-${listId}`).trigger();
  const counted = await until('it is counted', async () => {
    const rows = await county.sql<{ members: number }>(
      'SELECT members FROM list_head_counts WHERE list_id = $1',
      [listId],
    );
    return rows[0];
  });
  expect(counted.members).toBe(serving.members?.after);
});

test('a list that its owner no longer pulls is not pulled again by the next start', async () => {
  const stopped = 'pull-linhe-rural-revitalization';
  await county.operator.put('/v1/lists/linhe-rural-revitalization/pull-schedule', { nightly: false });
  await schedule(true);
  const pulled: string[] = [];
  await until('it is gone from the Schedules', async () => {
    pulled.length = 0;
    for await (const { scheduleId } of county.temporal.schedule.list()) pulled.push(scheduleId);
    return !pulled.includes(stopped);
  });
  await expect(county.temporal.schedule.getHandle(stopped).describe()).rejects.toThrow('not found');
  expect(pulled).toContain('pull-linhe-civil-affairs');
  expect(pulled).toContain('count-linhe-rural-revitalization');
});

test('an agency schedules nothing, and nobody schedules a list that is not there', async () => {
  const put = async (listId: string, token: string): Promise<number> => {
    const reply = await fetch(`${county.addresses.api}/v1/lists/${listId}/pull-schedule`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ nightly: true }),
    });
    await reply.body?.cancel();
    return reply.status;
  };
  const { agencies, operator } = county.credentials;
  const listId = 'linhe-civil-affairs';
  expect(await put(listId, agencies[listId]?.token ?? '')).toBe(403);
  expect(await put('nowhere-civil-affairs', operator.token)).toBe(404);
});
