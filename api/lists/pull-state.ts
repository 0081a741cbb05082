import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { ListId } from '../../domain/ids.ts';
import { listPullWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ListSyncInput, ListSyncOutcome } from '../../workflows/list-sync.messages.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';

/** How far a pull is that somebody asked for: `handed-over` has become a version, `same` is what serves already, `failed` was given up. */
export type PullState = 'none' | 'running' | Extract<ListSyncOutcome, 'handed-over' | 'same' | 'failed'>;

/** Pulls beside the nightly ones. All throw HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface ListPulls {
  /** Fetches the list now; one that runs already goes on. */
  start(listId: ListId): Promise<void>;
  /** The last pull that somebody asked for. */
  state(listId: ListId): Promise<PullState>;
}

/** How the last pull of a list stands, by its workflow. */
export function listPulls(client: Client): ListPulls {
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
      await orUnavailable(client, () =>
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
      orUnavailable(client, () => stateOf(listId)).catch((failure: unknown) => {
        if (failure instanceof WorkflowNotFoundError) return 'none';
        throw failure;
      }),
  };
}
