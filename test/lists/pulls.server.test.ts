import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { civilAffairsOverHttp } from '../../adapters/civil-affairs/http.ts';
import { civilAffairsSimulator } from '../../adapters/civil-affairs/simulator.ts';
import { partyHttp } from '../../adapters/http.ts';
import type { People } from '../../adapters/simulation.ts';
import { benchMembers } from '../../adapters/simulation-list-contract.ts';
import { type PartyServer, serveParty } from '../../adapters/simulation-server.ts';
import type { ListId } from '../../domain/ids.ts';
import { listVersionWorkflowId } from '../../domain/list.ts';
import type { ListSyncOutcome } from '../../workflows/list-sync.messages.ts';
import { aList, useListHub } from './hub-under-test.ts';

const hub = useListHub();
const given = '一乙丁七万三上下不与丑专且世丘丙业丛东丝两严丧';
const everybody = benchMembers('civil-affairs', '低保对象')
  .all()
  .map((member, at) => ({ ...member, name: `向${given[at]}` }));
let members = everybody;
let edition = 1;
let mischief: string | undefined;

const listed: People = {
  find: (idNumber) => members.find((one) => one.idNumber === idNumber),
  all: () => members,
  version: () => edition,
};

beforeAll(async () => {
  const { clock } = hub();
  const simulator = civilAffairsSimulator({ people: listed, clock, divisionsOf: () => ['500154'] });
  const server: PartyServer = await serveParty((request) => simulator.handle(request, mischief));
  const http = partyHttp({ baseUrl: server.baseUrl, credential: { kind: 'none' }, timeoutMs: 5_000 });
  hub().agencies.source = civilAffairsOverHttp({ http, pageSize: 5 });
  return async () => {
    http.close();
    await server.close();
  };
});

let pulls = 0;

async function startPull(listId: ListId) {
  pulls += 1;
  const { client, taskQueue } = hub();
  return client.workflow.start<(input: object) => Promise<ListSyncOutcome>>('listSync', {
    workflowId: `list-pull/${listId}/${pulls}`,
    taskQueue,
    args: [{ source: 'pull', listId }],
  });
}

async function pull(listId: ListId): Promise<ListSyncOutcome> {
  const outcome = await (await startPull(listId)).result();
  const [latest] = await hub().parts.versions.versions(listId, { limit: 1 });
  if (outcome === 'handed-over' && latest !== undefined)
    await hub().client.workflow.getHandle(listVersionWorkflowId(latest)).result();
  return outcome;
}

function change(next: typeof members): void {
  members = next;
  edition += 1;
}

test('a list is pulled page by page; the same list again only confirms it', async () => {
  change(everybody);
  const listId = await aList(hub());
  expect(await pull(listId)).toBe('handed-over');
  const serving = await hub().parts.versions.serving(listId);
  expect(serving).toMatchObject({ version: 1, source: 'pull', members: { after: 23 } });
  expect(await pull(listId)).toBe('same');
  expect(await hub().parts.versions.versions(listId, { limit: 9 })).toHaveLength(1);
  change(everybody.slice(0, 20));
  expect(await pull(listId)).toBe('handed-over');
  expect(await hub().parts.versions.serving(listId)).toMatchObject({
    version: 2,
    members: { removed: 3, after: 20 },
  });
  // An agency that goes back to an earlier state means it.
  change(everybody);
  expect(await pull(listId)).toBe('handed-over');
  expect(await hub().parts.versions.serving(listId)).toMatchObject({ version: 3, members: { after: 23 } });
});

test.each(['half-page', 'repeated-page', 'shuffled', 'changed-while-reading', 'wrong-data', 'another-list'])(
  '%s never becomes a version; the one before serves until the pages are right again',
  async (kind) => {
    change(everybody);
    const listId = await aList(hub());
    await pull(listId);
    change(everybody.slice(1));
    mischief = kind;
    onTestFinished(() => {
      mischief = undefined;
    });
    const running = await startPull(listId);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await running.describe()).status.name).toBe('RUNNING');
    expect(await hub().parts.versions.versions(listId, { limit: 9 })).toHaveLength(1);
    expect(await hub().parts.versions.serving(listId)).toMatchObject({ members: { after: 23 } });
    mischief = undefined;
    expect(await running.result()).toBe('handed-over');
    await hub()
      .client.workflow.getHandle(listVersionWorkflowId({ listId, version: 2 }))
      .result();
    expect(await hub().parts.versions.serving(listId)).toMatchObject({ version: 2, members: { after: 22 } });
    // Nothing is left of the broken pulls, nor the file of the version that was replaced.
    const files = hub().db.selectFrom('listUploads').select('uploadId').where('listId', '=', listId);
    expect(await files.execute()).toHaveLength(1);
  },
);

test.each([
  ['an empty answer with 200', 0, ['list-empty', 'list-shrinks']],
  ['a list that has become 90 % smaller', 2, ['list-shrinks']],
])('%s is held for a person; nobody loses anything silently', async (_, left, reasons) => {
  change(everybody);
  const listId = await aList(hub());
  await pull(listId);
  change(everybody.slice(0, left));
  expect(await (await startPull(listId)).result()).toBe('handed-over');
  const name = { listId, version: 2 };
  await expect
    .poll(async () => (await hub().parts.versions.version(name))?.state, { timeout: 20_000 })
    .toBe('held');
  const version = await hub().parts.versions.version(name);
  expect(version?.reasons).toEqual(reasons);
  expect(await hub().parts.versions.serving(listId)).toMatchObject({ version: 1, members: { after: 23 } });
});

test('an agency without an address is not asked: the pull says so, and goes on by itself once it is configured', async () => {
  change(everybody);
  const listId = await aList(hub());
  const { agencies } = hub();
  const connected = agencies.source;
  onTestFinished(() => {
    agencies.source = connected;
  });
  agencies.source = null;
  const running = await startPull(listId);
  const shown = async () => {
    const { status, searchAttributes } = await running.describe();
    return [status.name, searchAttributes.HubAttention?.[0], searchAttributes.HubBlockedOn?.[0]];
  };
  await expect.poll(shown, { timeout: 20_000 }).toEqual(['RUNNING', 'party-not-connected', 'civil-affairs']);
  expect(await hub().parts.versions.versions(listId, { limit: 9 })).toEqual([]);
  agencies.source = connected;
  expect(await running.result()).toBe('handed-over');
  expect((await shown()).slice(1)).toEqual([undefined, undefined]);
});
