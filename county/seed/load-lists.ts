import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { listPullWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ListSyncInput, ListSyncOutcome } from '../../workflows/list-sync.messages.ts';
import type { County } from '../county.ts';
import { type HubClient, hubClient } from '../hub-client.ts';
import type { Say } from '../servers/downloads.ts';
import { countyFlow } from './county-flow.ts';
import { lists } from './lists.ts';
import type { CountyCredentials } from './register.ts';

type List = (typeof lists)[number];

/** What lists are brought in with. */
export interface LoadingLists {
  readonly credentials: Pick<CountyCredentials, 'operator'>;
  readonly namespace: string;
  readonly say: Say;
  readonly signal?: AbortSignal;
}

/**
 * Pulls every agency's list once and waits until each is released, held, or was the one that serves already. A list that
 * was pushed serves on: whoever sent it knows better than a simulated agency. Throws only when `signal` aborts.
 */
export async function loadLists(
  county: Pick<County, 'addresses' | 'secrets'>,
  { credentials, namespace, say, signal }: LoadingLists,
): Promise<void> {
  const hub = hubClient(county.addresses.api, credentials.operator.token);
  const wanted = await simulatedAgencies(hub);
  const { client, close } = countyFlow(county, namespace);
  // Ends whatever still waits for an answer.
  signal?.addEventListener('abort', () => void close(), { once: true });
  try {
    // Three at a time: each holds a few connections of the worker's pool while it is staged.
    for (let first = 0; first < wanted.length; first += 3) {
      const outcomes = await Promise.allSettled(
        wanted.slice(first, first + 3).map(async (list) => {
          const told = await pull(client, list);
          await untilDealtWith(hub, list, signal);
          return told;
        }),
      );
      signal?.throwIfAborted();
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') say(`名单 / list: ${outcome.reason}`);
        else if (outcome.value !== null) say(`名单 / list ${outcome.value}`);
      }
    }
    const kept = lists.length - wanted.length;
    say(
      `名单已导入 / lists are loaded: ${wanted.length}${kept > 0 ? `, 保留自报 / own ones kept: ${kept}` : ''}`,
    );
  } finally {
    await close();
  }
}

interface ListStatus {
  readonly serving: { readonly source: string } | null;
  readonly latest: { readonly state: string } | null;
}

/** Lists of which nothing serves yet, or what their agency was asked for. */
async function simulatedAgencies(hub: HubClient): Promise<readonly List[]> {
  const statuses = await Promise.all(lists.map((list) => statusOf(hub, list).catch(() => null)));
  return lists.filter((_, index) => statuses[index]?.serving?.source !== 'push');
}

const statusOf = (hub: HubClient, { listId }: List): Promise<ListStatus> => hub.get(`/v1/lists/${listId}`);

/** Null, or what is to be told about a pull that brought nothing. */
async function pull(client: Client, { listId }: List): Promise<string | null> {
  const input: ListSyncInput = { source: 'pull', listId };
  const outcome = await client.workflow.execute<(input: ListSyncInput) => Promise<ListSyncOutcome>>(
    'listSync',
    {
      workflowId: listPullWorkflowId(listId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: flowQueue,
      args: [input],
    },
  );
  return outcome === 'failed' || outcome === 'rejected' ? `${listId}: ${outcome}` : null;
}

const underway = ['received', 'staging', 'checked'];

/** A pull hands its version over to a workflow of its own; it ends released, failed, or held for a person, however long. */
async function untilDealtWith(hub: HubClient, list: List, signal: AbortSignal | undefined): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; ) {
    const { latest } = await statusOf(hub, list);
    if (latest === null || !underway.includes(latest.state)) return;
    await wait(100, undefined, { ...(signal && { signal }) });
  }
}
