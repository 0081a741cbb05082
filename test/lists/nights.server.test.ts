import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { civilAffairsOverHttp } from '../../adapters/civil-affairs/http.ts';
import { civilAffairsSimulator } from '../../adapters/civil-affairs/simulator.ts';
import { partyHttp } from '../../adapters/http.ts';
import { benchMembers } from '../../adapters/simulation-list-contract.ts';
import { serveParty } from '../../adapters/simulation-server.ts';
import type { ListId } from '../../domain/ids.ts';
import { countScheduleId, listPullWorkflowId, pullScheduleId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { slack } from '../servers/temporary.ts';
import { aList, useListHub } from './hub-under-test.ts';
import { openWatchedDoor } from './watched-door.ts';

const hub = useListHub({ taskQueue: flowQueue });
const given = '一乙丁七万三上下不与丑专且世丘丙业丛东丝两严丧';
const members = benchMembers('civil-affairs', '低保对象')
  .all()
  .map((member, at) => ({ ...member, name: `向${given[at]}` }));
/** An agency that answers nobody until it is opened. */
let agency: Promise<void> = Promise.resolve();
let door: Awaited<ReturnType<typeof openWatchedDoor>>;

beforeAll(async () => {
  door = await openWatchedDoor(hub());
  const people = { find: () => undefined, all: () => members, version: () => 1 };
  const simulator = civilAffairsSimulator({ people, clock: hub().clock, divisionsOf: () => ['500154'] });
  const server = await serveParty(async (request) => {
    await agency;
    return simulator.handle(request, undefined);
  });
  const http = partyHttp({ baseUrl: server.baseUrl, credential: { kind: 'none' }, timeoutMs: 60_000 });
  hub().agencies.source = civilAffairsOverHttp({ http });
  return async () => {
    http.close();
    await server.close();
  };
});
afterAll(() => door.close());

const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 25_000 * slack, interval: 100 });
const schedule = (id: string) => hub().client.schedule.getHandle(id);

/** A list that its operator has fetched every night. */
async function nightlyList(): Promise<ListId> {
  const listId = await aList(hub());
  await door.deps.lists.schedules.pullNightly(listId);
  onTestFinished(async () => {
    for (const id of [pullScheduleId(listId), countScheduleId(listId)])
      await schedule(id)
        .delete()
        .catch(() => undefined);
  });
  return listId;
}

/** What the list waits for, as the door shows it. */
async function waitsOf(listId: ListId): Promise<readonly string[]> {
  const { attention } = await door.get(`/v1/lists/${listId}`);
  const shown = attention.map(
    ({ step, code, detail }: { step: string; code: string; detail: { found?: string; fault?: string } }) =>
      `${step} ${code} ${detail?.found ?? detail?.fault ?? ''}`,
  );
  return shown.toSorted();
}

/** The agency answers nobody until the test opens it. */
function closeAgency(): () => void {
  const opened = Promise.withResolvers<void>();
  agency = opened.promise;
  onTestFinished(() => opened.resolve());
  return () => opened.resolve();
}

/** The workflow that the Schedule started last, once there is another than `before`. */
async function lastRun(listId: ListId, before?: string) {
  const id = await vi.waitFor(async () => {
    const { info } = await schedule(pullScheduleId(listId)).describe();
    const last = info.recentActions.at(-1)?.action.workflow.workflowId;
    expect(last).toBeDefined();
    expect(last).not.toBe(before);
    return last ?? '';
  }, 20_000 * slack);
  return hub().client.workflow.getHandle(id);
}

const hasOne = { version: 1, state: 'released' };

test('a Schedule that somebody paused is said beside its list, for the fetch and for the count, until it goes on', async () => {
  const listId = await nightlyList();
  await schedule(pullScheduleId(listId)).pause('the agency moves');
  await soon(async () =>
    expect(await waitsOf(listId)).toEqual(['nightly/pull workflow-paused schedule-paused']),
  );
  const { attention } = await door.get('/v1/attention?limit=200');
  expect(attention.filter((one: { listId?: string }) => one.listId === listId)).toMatchObject([
    {
      ...{ kind: 'list', version: null, mustAct: { role: 'operator' }, resolutions: [] },
      detail: { kind: 'nightly', work: 'pull', found: 'schedule-paused' },
    },
  ]);
  await schedule(countScheduleId(listId)).pause('and nobody counts');
  await soon(async () => expect(await waitsOf(listId)).toHaveLength(2));
  await schedule(pullScheduleId(listId)).unpause();
  await soon(async () =>
    expect(await waitsOf(listId)).toEqual(['nightly/count workflow-paused schedule-paused']),
  );
  await schedule(countScheduleId(listId)).unpause();
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});

test('who is fetched no more waits for no Schedule', async () => {
  const listId = await nightlyList();
  await schedule(pullScheduleId(listId)).pause('for ever');
  await soon(async () => expect(await waitsOf(listId)).toHaveLength(1));
  await door.deps.lists.schedules.stopPulling(listId);
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});

test('a night that was terminated is said, and a fetch by hand ends it', async () => {
  const listId = await nightlyList();
  const open = closeAgency();
  await schedule(pullScheduleId(listId)).trigger();
  await (await lastRun(listId)).terminate('by hand');
  await soon(async () => expect(await waitsOf(listId)).toEqual(['nightly/pull/run workflow-gone run-ended']));
  open();
  // The way out that the attention says: hub list pull.
  expect(await door.post(`/v1/lists/${listId}/pulls`)).toMatchObject({ status: 202 });
  await soon(async () => expect((await door.get(`/v1/lists/${listId}`)).serving).toMatchObject(hasOne));
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});

test('a fetch by hand that is terminated is said too, and the next night ends it', async () => {
  const listId = await nightlyList();
  const open = closeAgency();
  expect(await door.post(`/v1/lists/${listId}/pulls`)).toMatchObject({ status: 202 });
  await hub().client.workflow.getHandle(listPullWorkflowId(listId)).terminate('by hand');
  await soon(async () => expect(await waitsOf(listId)).toEqual(['nightly/pull/run workflow-gone run-ended']));
  open();
  await schedule(pullScheduleId(listId)).trigger();
  await soon(async () => expect((await door.get(`/v1/lists/${listId}`)).serving).toMatchObject(hasOne));
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});

test('a night whose run is paused is said, for no later one starts beside it; it goes on once it is unpaused', async () => {
  const listId = await nightlyList();
  const open = closeAgency();
  await schedule(pullScheduleId(listId)).trigger();
  const { workflowId } = await lastRun(listId);
  const { workflowService } = hub().client;
  const named = { namespace: 'default', identity: 'by hand', reason: 'test', requestId: randomUUID() };
  await workflowService.pauseWorkflowExecution({ ...named, workflowId });
  await soon(async () =>
    expect(await waitsOf(listId)).toEqual(['nightly/pull/run workflow-paused run-paused']),
  );
  open();
  await workflowService.unpauseWorkflowExecution({ ...named, workflowId });
  await soon(async () => expect((await door.get(`/v1/lists/${listId}`)).serving).toMatchObject(hasOne));
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});

test('a list whose count meets a fault of the hub waits for the hub, and no more once a count succeeds in whatever run', async () => {
  const listId = await nightlyList();
  const broken = `count_${listId.replaceAll(/[^a-z0-9]/g, '_')}`;
  const mend = () =>
    sql`ALTER TABLE list_head_counts DROP CONSTRAINT IF EXISTS ${sql.id(broken)}`.execute(hub().db);
  await sql`ALTER TABLE list_head_counts ADD CONSTRAINT ${sql.id(broken)}
    CHECK (list_id <> ${sql.lit(listId)}) NOT VALID`.execute(hub().db);
  onTestFinished(async () => {
    await mend();
  });
  await door.post(`/v1/lists/${listId}/pulls`);
  await soon(async () => expect((await door.get(`/v1/lists/${listId}`)).serving).toMatchObject(hasOne));
  await schedule(countScheduleId(listId)).trigger();
  await soon(async () => expect(await waitsOf(listId)).toEqual(['countListHeads hub-fault store-23514']));
  const { info } = await schedule(countScheduleId(listId)).describe();
  await hub()
    .client.workflow.getHandle(info.recentActions.at(-1)?.action.workflow.workflowId ?? '')
    .terminate('by hand');
  await soon(async () =>
    expect(await waitsOf(listId)).toEqual([
      'countListHeads hub-fault store-23514',
      'nightly/count/run workflow-gone run-ended',
    ]),
  );
  await mend();
  await schedule(countScheduleId(listId)).trigger();
  await soon(async () => expect(await waitsOf(listId)).toEqual([]));
});
