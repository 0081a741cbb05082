import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ListVersionName, listVersionWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import { lockList } from '../../store/lists/versions.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { at } from '../postgres/store-under-test.ts';
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
const waitsOf = async (name: ListVersionName): Promise<readonly string[]> =>
  (await door.get(pathOf(name))).attention.map(({ code }: { code: string }) => code);
const another = { actor: 'county/second', ofKeeper: false, at } as const;
const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 25_000 * slack, interval: 100 });

function aFile(): string {
  const rows = people(3).map(({ idNumber, name }) => `${idNumber},${name},低保对象,2024-01-01`);
  return `身份证号码,姓名,人员类别,认定日期\n${rows.join('\n')}\n`;
}

/** A version that waits for a person's word. */
async function held(): Promise<ListVersion> {
  const { version } = await receive(hub(), await aList(hub()), aFile(), { review: true });
  // On a busy machine one call may not be answered in time; the relay, which is not here, would try again.
  await soon(async () => expect(await door.deps.lists.flow.start(version, 5_000)).toBe(true));
  await soon(async () => expect(await waitsOf(version)).toEqual(['list-held']));
  return version;
}

/** A version whose workflow was terminated before it had read anything. */
async function begun(): Promise<ListVersion> {
  const { version } = await receive(hub(), await aList(hub()), aFile(), { review: true });
  const workflowId = listVersionWorkflowId(version);
  const idle = {
    workflowId,
    taskQueue: 'nobody',
    args: [{ source: 'file', listId: version.listId, version: version.version }],
  };
  await hub().client.workflow.start('listSync', idle);
  await hub().parts.versions.recordBegun(version, hub().clock.now());
  await handleOf(version).terminate('by hand');
  return version;
}

async function terminated(): Promise<ListVersion> {
  const version = await held();
  await handleOf(version).terminate('by hand');
  return version;
}

const setStaged = (version: ListVersion) =>
  hub()
    .db.updateTable('listVersions')
    .set({ state: 'staged' })
    .where('listId', '=', version.listId)
    .where('version', '=', version.version)
    .execute();

interface Left {
  readonly version: ListVersion;
  /** Ends what the terminated run still does. */
  readonly end?: () => void;
}

/** How a workflow that was terminated leaves its version behind, stage by stage. */
const stages: Readonly<Record<string, () => Promise<Left>>> = {
  uploaded: async () => ({ version: await begun() }),
  'in staging': async () => {
    const version = await begun();
    await hub().parts.staging.beginStaging(version);
    return { version };
  },
  staged: async () => {
    const version = await terminated();
    await setStaged(version);
    return { version };
  },
  held: async () => ({ version: await terminated() }),
  'in its release': async () => {
    const version = await held();
    const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    void hub()
      .db.transaction()
      .execute(async (tx) => {
        await lockList(tx, version.listId);
        locked.resolve();
        await over.promise;
      });
    await locked.promise;
    await hub().parts.versions.decide(version, 'release', another);
    await soon(async () => expect(await door.deps.lists.flow.decided(version, 5_000)).toBe(true));
    await soon(async () => expect(await pendingActivity(version)).toBe('releaseList'));
    await handleOf(version).terminate('by hand');
    return { version, end: () => over.resolve() };
  },
};

async function pendingActivity(name: ListVersionName): Promise<string | null | undefined> {
  const { raw } = await handleOf(name).describe();
  return raw.pendingActivities?.[0]?.activityType?.name;
}

const memberships = (version: ListVersion) =>
  hub().db.selectFrom('memberships').select('personRef').where('listId', '=', version.listId).execute();

describe('a version whose workflow was terminated', { timeout: 75_000 * slack }, () => {
  test.concurrent.each(Object.entries(stages))(
    '%s: is said to be gone, and once restarted released once',
    async (_, leave) => {
      const { version, end } = await leave();
      await soon(async () => expect(await waitsOf(version)).toContain('workflow-gone'));
      const { attention } = await door.get('/v1/attention?limit=200');
      expect(
        attention.filter(
          (one: { code: string; listId: string }) =>
            one.code === 'workflow-gone' && one.listId === version.listId,
        ),
      ).toMatchObject([{ kind: 'list', listId: version.listId, version: 1, mustAct: { role: 'operator' } }]);
      const path = pathOf(version);
      expect(await door.post(`${path}/restart`)).toMatchObject({ status: 202, version: 1 });
      expect(await waitsOf(version)).not.toContain('workflow-gone');
      end?.();
      const { decision } = await door.get(path);
      if (decision === null) {
        expect(await door.post(`${path}/restart`)).toMatchObject({ status: 409, code: 'workflow-lives' });
        // Its file is read once more before a person may decide.
        await soon(async () => expect((await door.post(`${path}/release`)).status).toBe(202));
      }
      await soon(async () => expect((await door.get(path)).state).toBe('released'));
      expect(await handleOf(version).result()).toMatch(/^(released|ended)$/);
      expect(await memberships(version)).toHaveLength(3);
      expect(await door.get(`/v1/lists/${version.listId}`)).toMatchObject({ attention: [] });
      expect(await door.post(`${path}/restart`)).toMatchObject({ status: 409, code: 'list-version-over' });
      const own = await hub()
        .db.selectFrom('auditEntries')
        .select(['actor', 'action'])
        .where('subject', '=', `list/${version.listId}/1`)
        .orderBy('auditSequence')
        .execute();
      expect(own[0]).toEqual({ action: 'list-restart', actor: 'county/operator-1' });
    },
  );
});

test.concurrent('a paused version says so, and no more once it goes on', async () => {
  const version = await held();
  const { workflowService } = hub().client;
  const named = { namespace: 'default', identity: 'by hand', reason: 'test', requestId: randomUUID() };
  await workflowService.pauseWorkflowExecution({ ...named, workflowId: handleOf(version).workflowId });
  await soon(async () => expect(await waitsOf(version)).toEqual(['list-held', 'workflow-paused']));
  expect(await door.post(`${pathOf(version)}/restart`)).toMatchObject({
    status: 409,
    code: 'workflow-lives',
  });
  await workflowService.unpauseWorkflowExecution({ ...named, workflowId: handleOf(version).workflowId });
  await soon(async () => expect(await waitsOf(version)).toEqual(['list-held']));
  expect(await door.post(`${pathOf(version)}/reject`)).toMatchObject({ status: 202 });
  await soon(async () => expect((await door.get(pathOf(version))).state).toBe('rejected'));
  expect(await waitsOf(version)).toEqual([]);
});

test.concurrent('who decides by a signal in clear text decides nothing and blocks nothing', async () => {
  const version = await held();
  const clearText = new Client({ connection: hub().client.connection });
  const byHand = clearText.workflow.getHandle(handleOf(version).workflowId);
  await byHand.signal('listDecision', 'release');
  await byHand.signal('listDecision');
  // A task that took the signals, and would have taken a decision.
  await soon(async () => expect(await signals(version)).toEqual({ heard: 2, waiting: false }));
  expect(await door.get(pathOf(version))).toMatchObject({ state: 'held', decision: null });
  await door.post(`${pathOf(version)}/release`);
  expect(await handleOf(version).result()).toBe('released');
  const { events } = await handleOf(version).fetchHistory();
  expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
});

test.concurrent('the health report names a workflow that no row asks for and whose tasks fail', async () => {
  const { client, taskQueue } = hub();
  const otherKey = { current: 'p9', keys: { p9: new Uint8Array(randomBytes(32)) } };
  const stranger = new Client({
    connection: client.connection,
    dataConverter: dataConverter(otherKey, 'default'),
  });
  const workflowId = 'list-sync/nobodys-civil-affairs/1';
  const args = [{ source: 'file', listId: 'nobodys-civil-affairs', version: 1 }];
  const handle = await stranger.workflow.start('listSync', { workflowId, taskQueue, args });
  await soon(async () => {
    const { healthy, signs } = await door.get('/v1/health-report');
    expect(healthy).toBe(false);
    for (const sign of ['workflow-failing', 'workflow-without-row'])
      expect(signs).toContainEqual(
        expect.objectContaining({
          ...{ sign, state: 'wrong', todo: expect.objectContaining({ zh: expect.stringContaining('终止') }) },
          longest: expect.arrayContaining([{ subject: workflowId, since: null }]),
        }),
      );
    expect(signs).toContainEqual(expect.objectContaining({ sign: 'temporal', state: 'ok' }));
  });
  await handle.terminate();
});

async function signals(name: ListVersionName): Promise<object> {
  const { events } = await handleOf(name).fetchHistory();
  const heard = events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  const { raw } = await handleOf(name).describe();
  return { heard, waiting: raw.pendingWorkflowTask !== null && raw.pendingWorkflowTask !== undefined };
}
