import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ListVersionName, listVersionWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import { slack } from '../servers/temporary.ts';
import { aList, receive, useListHub } from './hub-under-test.ts';
import { people } from './people.ts';
import { openWatchedDoor } from './watched-door.ts';

const hub = useListHub({ taskQueue: flowQueue });
let door: Awaited<ReturnType<typeof openWatchedDoor>>;
beforeAll(async () => {
  door = await openWatchedDoor(hub());
});
afterAll(() => door.close());

const pathOf = ({ listId, version }: ListVersionName): string => `/v1/lists/${listId}/versions/${version}`;
const handleOf = (name: ListVersionName) => hub().client.workflow.getHandle(listVersionWorkflowId(name));
const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 25_000 * slack, interval: 100 });
const stateOf = async (name: ListVersionName): Promise<string> => (await door.get(pathOf(name))).state;
const waitsOf = async (name: ListVersionName): Promise<readonly string[]> =>
  (await door.get(pathOf(name))).attention.map(({ code }: { code: string }) => code);

function aFile(): string {
  const rows = people(3).map(({ idNumber, name }) => `${idNumber},${name},低保对象,2024-01-01`);
  return `身份证号码,姓名,人员类别,认定日期\n${rows.join('\n')}\n`;
}

/** A version that waits for a person's word. */
async function held(): Promise<ListVersion> {
  const { version } = await receive(hub(), await aList(hub()), aFile(), { review: true });
  await soon(async () => expect(await door.deps.lists.flow.start(version, 5_000)).toBe(true));
  await soon(async () => expect(await waitsOf(version)).toEqual(['list-held']));
  return version;
}

/** Every point to which the UI offers to reset the run that lives: its workflow tasks that ended. */
async function pointsOf(name: ListVersionName): Promise<readonly number[]> {
  const { events } = await handleOf(name).fetchHistory();
  return (events ?? []).flatMap(({ eventId, workflowTaskCompletedEventAttributes: ended }) =>
    ended ? [Number(eventId)] : [],
  );
}

/** To a point of that run, whatever came after it. */
async function reset(name: ListVersionName, runId: string, point: number): Promise<void> {
  const { workflowId } = handleOf(name);
  await hub().client.workflowService.resetWorkflowExecution({
    ...{ namespace: 'default', workflowExecution: { workflowId, runId }, reason: 'by hand' },
    ...{ workflowTaskFinishEventId: point as never, requestId: randomUUID() },
  });
}

const runOf = async (name: ListVersionName): Promise<string> => (await handleOf(name).describe()).runId;

/** What stands of it in the store: how many are members, how many rows were taken and refused, and what is said of it. */
async function standing(name: ListVersionName): Promise<object> {
  const members = await hub()
    .db.selectFrom('memberships')
    .select('personRef')
    .where('listId', '=', name.listId)
    .execute();
  const { rows, members: counted, effects } = await door.get(`${pathOf(name)}/preview`);
  return { members: members.length, rows, counted, effects, waits: await waitsOf(name) };
}

test.concurrent('a version that waits is reset to every point of its run: it waits as before, and is released once', async () => {
  const version = await held();
  const before = await standing(version);
  const [run, points] = [await runOf(version), await pointsOf(version)];
  expect(points.length).toBeGreaterThan(1);
  for (const point of points) {
    await reset(version, run, point);
    await soon(async () => expect((await pointsOf(version)).length).toBeGreaterThanOrEqual(points.length));
    await soon(async () => expect(await standing(version)).toEqual(before));
  }
  await soon(async () => expect((await door.post(`${pathOf(version)}/release`)).status).toBe(202));
  expect(await handleOf(version).result()).toBe('released');
  expect(await standing(version)).toMatchObject({ members: 3, waits: [] });
});

test.concurrent.each([
  ['release', 'released', 3],
  ['reject', 'rejected', 0],
] as const)(
  'after %s every point of its run leads to the same end, and nothing is done twice',
  async (word, end, members) => {
    const version = await held();
    await door.post(`${pathOf(version)}/${word}`);
    await soon(async () => expect(await stateOf(version)).toBe(end));
    await handleOf(version).result();
    const before = await standing(version);
    const [run, points] = [await runOf(version), await pointsOf(version)];
    for (const point of points) {
      await reset(version, run, point);
      expect(await handleOf(version).result(), `reset to ${point}`).toMatch(/^(released|rejected|ended)$/);
      expect([await stateOf(version), await standing(version)], `reset to ${point}`).toEqual([end, before]);
    }
    expect(before).toMatchObject({ members, waits: [] });
    const kept = hub().db.selectFrom('listVersions').select('version').where('listId', '=', version.listId);
    expect(await kept.execute()).toHaveLength(1);
  },
);
