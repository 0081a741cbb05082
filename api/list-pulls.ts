import { Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { HubProblem } from '../domain/failures.ts';
import type { ListId } from '../domain/ids.ts';
import { listPullWorkflowId } from '../domain/list.ts';
import { flowQueue } from '../domain/task-queues.ts';
import { lazyConnection, type TemporalAddress } from '../temporal/connection.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import type { PayloadKeys } from '../temporal/payload-codec.ts';
import type { ListSyncInput, ListSyncOutcome } from '../workflows/list-sync.messages.ts';

const patienceMs = 8_000;

/** How far a pull is that somebody asked for: `handed-over` has become a version, `same` is what serves already, `failed` was given up. */
export type PullState = 'none' | 'running' | Extract<ListSyncOutcome, 'handed-over' | 'same' | 'failed'>;

/** Pulls beside the nightly ones. All throw HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface ListPulls {
  /** Fetches the list now; one that runs already goes on. */
  start(listId: ListId): Promise<void>;
  /** The last pull that somebody asked for. */
  state(listId: ListId): Promise<PullState>;
  close(): Promise<void>;
}

/** Speaks to Temporal over a connection of its own. */
export function listPulls(at: TemporalAddress, keys: PayloadKeys): ListPulls {
  const connection = lazyConnection(at);
  const { namespace } = at;
  const client = new Client({ connection, namespace, dataConverter: dataConverter(keys, namespace) });
  const within = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    try {
      return await client.withDeadline(Date.now() + patienceMs, call);
    } catch (failure) {
      const cause = failure instanceof Error ? failure.cause : undefined;
      const away = isGrpcServiceError(failure) || isGrpcServiceError(cause);
      throw away ? new HubProblem('workflows-unavailable', { cause: failure }) : failure;
    }
  };
  const stateOf = async (listId: ListId): Promise<PullState> => {
    const pull = client.workflow.getHandle(listPullWorkflowId(listId));
    const { status } = await pull.describe();
    if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') return 'running';
    if (status.name !== 'COMPLETED') return 'failed';
    const outcome = (await pull.result()) as ListSyncOutcome;
    return outcome === 'handed-over' || outcome === 'same' ? outcome : 'failed';
  };
  return {
    start: async (listId) => {
      await within(() =>
        client.workflow.start('listSync', {
          workflowId: listPullWorkflowId(listId),
          taskQueue: flowQueue,
          args: [{ source: 'pull', listId } satisfies ListSyncInput],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: listId,
        }),
      );
    },
    state: (listId) =>
      within(() => stateOf(listId)).catch((failure: unknown) => {
        if (failure instanceof WorkflowNotFoundError) return 'none';
        throw failure;
      }),
    close: () => connection.close(),
  };
}
