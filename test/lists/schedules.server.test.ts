import { randomBytes } from 'node:crypto';
import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { civilAffairsOverHttp } from '../../adapters/civil-affairs/http.ts';
import { civilAffairsSimulator } from '../../adapters/civil-affairs/simulator.ts';
import { partyHttp } from '../../adapters/http.ts';
import { benchMembers } from '../../adapters/simulation-list-contract.ts';
import { serveParty } from '../../adapters/simulation-server.ts';
import { listPulls } from '../../api/lists/pull-state.ts';
import { type ListSchedules, listSchedules } from '../../api/lists/schedules.ts';
import { startScheduleUpdate } from '../../api/relay/nightly-schedules.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ListId } from '../../domain/ids.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { lazyClient } from '../../temporal/client.ts';
import { aList, useListHub } from './hub-under-test.ts';

// Schedules start their workflows where the hub's own workers listen.
const hub = useListHub({ taskQueue: flowQueue });
const given = '一乙丁七万三上下不与丑专且世丘丙业丛东丝两严丧';
const members = benchMembers('civil-affairs', '低保对象')
  .all()
  .map((member, at) => ({ ...member, name: `向${given[at]}` }));
let door: Promise<void> = Promise.resolve();

beforeAll(async () => {
  const people = { find: () => undefined, all: () => members, version: () => 1 };
  const simulator = civilAffairsSimulator({ people, clock: hub().clock, divisionsOf: () => ['500154'] });
  const server = await serveParty(async (request) => {
    await door;
    return simulator.handle(request, undefined);
  });
  const http = partyHttp({ baseUrl: server.baseUrl, credential: { kind: 'none' }, timeoutMs: 20_000 });
  hub().agencies.source = civilAffairsOverHttp({ http });
  return async () => {
    http.close();
    await server.close();
  };
});

/** The client of an api that has these keys. */
function clientWith(payloadKeys: KeyRing): Client {
  const address = inject('temporalAddress');
  const at = { address, namespace: 'default', tls: false, apiKey: null } as const;
  const client = lazyClient(at, payloadKeys);
  onTestFinished(() => client.connection.close());
  return client;
}

/** Schedules as an api makes them whose county runs so fast. */
function schedulesAt(clockSpeed: number, payloadKeys = hub().payloadKeys): ListSchedules {
  return listSchedules(clientWith(payloadKeys), { clockSpeed, payloadKey: payloadKeys.current });
}

const scheduleOf = (kind: 'pull' | 'count', listId: ListId) =>
  hub().client.schedule.getHandle(`${kind}-${listId}`);

/** A list that is pulled every night until the test ends. */
async function scheduledList(clockSpeed = 1): Promise<ListId> {
  const listId = await aList(hub());
  await schedulesAt(clockSpeed).pullNightly(listId);
  onTestFinished(async () => {
    for (const kind of ['pull', 'count'] as const)
      await scheduleOf(kind, listId)
        .delete()
        .catch(() => undefined);
  });
  return listId;
}

async function idsOf(listId: ListId): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of hub().client.schedule.list())
    if (scheduleId.endsWith(`-${listId}`)) ids.push(scheduleId);
  return ids.toSorted();
}

const runsOf = async (kind: 'pull' | 'count', listId: ListId) =>
  (await scheduleOf(kind, listId).describe()).info;

test('a list is pulled and counted at two in the morning in China, one run at a time', async () => {
  const listId = await scheduledList();
  for (const [kind, source, workflow] of [
    ['pull', 'pull', `list-pull/${listId}/nightly`],
    ['count', 'census', `list-census/${listId}`],
  ] as const) {
    const { spec, policies, action, state } = await scheduleOf(kind, listId).describe();
    expect(spec).toMatchObject({
      calendars: [{ hour: [{ start: 2 }], minute: [{ start: 0 }] }],
      timezone: 'Asia/Shanghai',
      jitter: 1_800_000,
    });
    expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 86_400_000 });
    expect(action).toMatchObject({ workflowId: workflow, taskQueue: flowQueue, args: [{ source, listId }] });
    expect(state.paused).toBe(false);
  }
});

test('scheduled again it is the same Schedule, brought up to date; a pause stays', async () => {
  const listId = await scheduledList();
  await expect.poll(() => idsOf(listId), { timeout: 10_000 }).toHaveLength(2);
  await scheduleOf('pull', listId).pause('the agency moves its servers');
  await schedulesAt(1).pullNightly(listId);
  await schedulesAt(2_880).pullNightly(listId);
  const fast = await scheduleOf('pull', listId).describe();
  expect(fast.spec.intervals).toEqual([{ every: 60_000 }]);
  expect(fast.spec.calendars ?? []).toEqual([]);
  expect(fast.state).toMatchObject({ paused: true, note: 'the agency moves its servers' });
  expect((await scheduleOf('count', listId).describe()).state.paused).toBe(false);
  expect(await idsOf(listId)).toEqual([`count-${listId}`, `pull-${listId}`]);
});

test('once the payload key was changed, a start of the api seals anew what Schedules keep, so that the old key may go', async () => {
  const listId = await scheduledList();
  const old = hub().payloadKeys;
  const onlyNew = { current: 'turned', keys: { turned: randomBytes(32) } };
  const shownTo = (ring: KeyRing) => clientWith(ring).schedule.getHandle(`pull-${listId}`).describe();
  await expect(shownTo(onlyNew)).rejects.toThrow('payload-key-unknown');
  const turned = schedulesAt(1, { current: 'turned', keys: { ...onlyNew.keys, ...old.keys } });
  expect(await turned.bringUpToDate([listId])).toEqual([]);
  expect((await shownTo(onlyNew)).action).toMatchObject({ args: [{ source: 'pull', listId }] });
  // The next start finds nothing to do.
  const { lastUpdatedAt } = (await shownTo(onlyNew)).info;
  expect(await turned.bringUpToDate([listId])).toEqual([]);
  expect((await shownTo(onlyNew)).info.lastUpdatedAt).toEqual(lastUpdatedAt);
});

test('a start of the api brings Schedules up to date that are there: whatever was paused stays so, none is made, two starts at once do no harm', async () => {
  const [old, paused, pushed] = [await scheduledList(2_880), await scheduledList(2_880), await aList(hub())];
  await scheduleOf('pull', paused).pause('the agency moves its servers');
  const [one, other] = [schedulesAt(1), schedulesAt(1)];
  const lists = [old, pushed, paused];
  expect(await Promise.all([one.bringUpToDate(lists), other.bringUpToDate(lists)])).toEqual([[], []]);
  for (const kind of ['pull', 'count'] as const) {
    const { spec, action } = await scheduleOf(kind, old).describe();
    expect(spec).toMatchObject({ calendars: [{ hour: [{ start: 2 }] }], timezone: 'Asia/Shanghai' });
    expect(spec.intervals ?? []).toEqual([]);
    expect(action.args).toEqual([{ source: kind === 'pull' ? 'pull' : 'census', listId: old }]);
  }
  expect((await scheduleOf('pull', paused).describe()).state).toMatchObject({
    ...{ paused: true, note: 'the agency moves its servers' },
  });
  await expect(scheduleOf('count', pushed).describe()).rejects.toThrow(/not found/i);
});

test.each([
  [1, 2_880],
  [2_880, 1],
])('what is up to date is only read, at speed %i', async (speed, otherSpeed) => {
  const listId = await scheduledList(speed);
  const updatedAt = async () => (await scheduleOf('pull', listId).describe()).info.lastUpdatedAt;
  const before = await updatedAt();
  expect(await schedulesAt(speed).bringUpToDate([listId])).toEqual([]);
  expect(await updatedAt()).toEqual(before);
  await schedulesAt(otherSpeed).bringUpToDate([listId]);
  expect(await updatedAt()).not.toEqual(before);
});

test('while Temporal is away the start waits for it, and then brings them up to date once', async () => {
  const listId = await scheduledList(2_880);
  const warn = vi.fn();
  let troubles = 2;
  const bringUpToDate = vi.fn(async (lists: readonly ListId[]) => {
    troubles -= 1;
    if (troubles >= 0) throw new HubProblem('workflows-unavailable');
    return schedulesAt(1).bringUpToDate(lists);
  });
  const parties = { lists: async () => [{ listId }] as never };
  const relay = startScheduleUpdate({ lists: { schedules: { bringUpToDate } }, parties, log: { warn } });
  onTestFinished(() => relay.stop());
  await expect
    .poll(async () => (await scheduleOf('pull', listId).describe()).spec.timezone, { timeout: 20_000 })
    .toBe('Asia/Shanghai');
  expect(warn).toHaveBeenCalledTimes(2);
  relay.nudge();
  await relay.stop();
  expect(bringUpToDate).toHaveBeenCalledTimes(3);
});

test('its time pulls the list; a pull that still runs is not joined by a second one', async () => {
  const listId = await scheduledList();
  const open = Promise.withResolvers<void>();
  door = open.promise;
  onTestFinished(() => open.resolve());
  const pulling = scheduleOf('pull', listId);
  await pulling.trigger(ScheduleOverlapPolicy.SKIP);
  await expect.poll(async () => (await runsOf('pull', listId)).runningActions.length).toBe(1);
  await pulling.trigger(ScheduleOverlapPolicy.SKIP);
  await expect.poll(async () => (await runsOf('pull', listId)).numActionsSkippedOverlap).toBe(1);
  expect(await hub().parts.versions.serving(listId)).toBeUndefined();
  open.resolve();
  const serving = () => hub().parts.versions.serving(listId);
  await expect.poll(async () => (await serving())?.members?.after, { timeout: 20_000 }).toBe(23);
  const { recentActions } = await runsOf('pull', listId);
  expect(recentActions).toHaveLength(1);
  const [{ action }] = recentActions as [(typeof recentActions)[number]];
  expect(action.workflow.workflowId).toMatch(new RegExp(`^list-pull/${listId}/nightly-`));
  expect((await serving())?.version).toBe(1);
});

test('its time counts the heads of the list that serves, once a day', async () => {
  const listId = await scheduledList();
  const counts = () => hub().parts.reports.headCounts(listId, 10);
  const counting = scheduleOf('count', listId);
  const run = async (times: number): Promise<void> => {
    await counting.trigger();
    await expect
      .poll(async () => (await runsOf('count', listId)).recentActions.length, { timeout: 10_000 })
      .toBe(times);
    const { recentActions } = await runsOf('count', listId);
    await hub()
      .client.workflow.getHandle(recentActions.at(-1)?.action.workflow.workflowId ?? '')
      .result();
  };
  // Nobody is counted before the first release.
  await run(1);
  expect(await counts()).toEqual([]);
  await scheduleOf('pull', listId).trigger();
  await expect
    .poll(async () => (await hub().parts.versions.serving(listId))?.version, { timeout: 20_000 })
    .toBe(1);
  await run(2);
  const [counted] = await counts();
  expect(counted).toMatchObject({ day: '2026-03-01', version: 1, members: 23 });
  await run(3);
  expect(await counts()).toEqual([counted]);
});

test('who is pulled no more has no Schedule for it, and may be told so twice', async () => {
  const listId = await scheduledList();
  const schedules = schedulesAt(1);
  await schedules.stopPulling(listId);
  await schedules.stopPulling(listId);
  await expect(scheduleOf('pull', listId).describe()).rejects.toThrow(/not found/i);
  // Its heads are counted as long as it serves.
  expect((await scheduleOf('count', listId).describe()).scheduleId).toBe(`count-${listId}`);
});

test('a list that is only pushed is counted every night too', async () => {
  const listId = await aList(hub());
  await schedulesAt(1).stopPulling(listId);
  onTestFinished(() => scheduleOf('count', listId).delete());
  expect((await scheduleOf('count', listId).describe()).action).toMatchObject({
    args: [{ source: 'census', listId }],
  });
});

test('a pull that somebody asks for is one however often it is asked for, becomes a version, and then finds the same', async () => {
  const listId = await aList(hub());
  const pulls = listPulls(hub().client);
  expect(await pulls.state(listId)).toBe('none');
  const opened = Promise.withResolvers<void>();
  door = opened.promise;
  await Promise.all([1, 2, 3].map(() => pulls.start(listId)));
  expect(await pulls.state(listId)).toBe('running');
  opened.resolve();
  await expect.poll(() => pulls.state(listId), { timeout: 20_000 }).toBe('handed-over');
  expect(await hub().parts.versions.versions(listId, { limit: 5 })).toHaveLength(1);
  await pulls.start(listId);
  await expect.poll(() => pulls.state(listId), { timeout: 20_000 }).toBe('same');
});
