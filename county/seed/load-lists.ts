import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { listPullWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { lazyConnection } from '../../temporal/connection.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import type { ListSyncInput, ListSyncOutcome } from '../../workflows/list-sync.messages.ts';
import type { County } from '../county.ts';
import { keyRingOf } from '../secrets.ts';
import type { Say } from '../servers/downloads.ts';
import { lists } from './lists.ts';

/** Pulls every agency's list once and waits until each is released, or was the one that serves already. */
export async function loadLists(
  { addresses, secrets }: Pick<County, 'addresses' | 'secrets'>,
  namespace: string,
  say: Say,
): Promise<void> {
  const connection = lazyConnection({ address: addresses.temporal, namespace, tls: false, apiKey: null });
  const client = new Client({
    connection,
    namespace,
    dataConverter: dataConverter(keyRingOf(secrets.payloadKeys), namespace),
  });
  const pull = async (list: (typeof lists)[number]): Promise<void> => {
    const input: ListSyncInput = { source: 'pull', listId: list.listId };
    const outcome = await client.workflow.execute<(input: ListSyncInput) => Promise<ListSyncOutcome>>(
      'listSync',
      {
        workflowId: listPullWorkflowId(list.listId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: flowQueue,
        args: [input],
      },
    );
    if (outcome === 'failed' || outcome === 'rejected') say(`名单 / list ${list.listId}: ${outcome}`);
  };
  try {
    // Three at a time: each holds a few connections of the worker's pool while it is staged.
    for (let first = 0; first < lists.length; first += 3) {
      await Promise.all(lists.slice(first, first + 3).map(pull));
      await untilReleased(client);
    }
    say(`名单已导入 / lists are loaded: ${lists.length}`);
  } finally {
    await connection.close();
  }
}

/** A pull hands its version over to a workflow of its own; none runs any more once all are released, held or failed. */
async function untilReleased(client: Client): Promise<void> {
  // A held version waits for a person, however long.
  const query = 'WorkflowType = "listSync" AND ExecutionStatus = "Running" AND HubAttention IS NULL';
  for (let tries = 0; tries < 600; tries += 1) {
    const { count } = await client.workflow.count(query);
    if (count === 0) return;
    await wait(100);
  }
}
