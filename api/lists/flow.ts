import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { type ListVersionName, listVersionWorkflowId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { type ListSyncInput, listDecision } from '../../workflows/list-sync.messages.ts';

/** The api's side of the lists' workflows; false: not taken now, the relay tries again. */
export interface ListFlow {
  /** Starts a version's workflow unless it runs already. */
  start(name: ListVersionName, waitMs: number): Promise<boolean>;
  /** Tells a held version that somebody has decided; starts its workflow when there is none. */
  decided(name: ListVersionName, waitMs: number): Promise<boolean>;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

/** Speaks to Temporal within the time that the caller has. */
export function listFlow(client: Client): ListFlow {
  const inFlight = new Set<Promise<boolean>>();
  const within = (waitMs: number, call: () => Promise<unknown>): Promise<boolean> => {
    const outcome = client.withDeadline(Date.now() + waitMs, call).then(
      () => true,
      (error: unknown) => error instanceof WorkflowExecutionAlreadyStartedError,
    );
    inFlight.add(outcome);
    void outcome.then(() => inFlight.delete(outcome));
    return outcome;
  };
  const startOf = (name: ListVersionName) => ({
    workflowId: listVersionWorkflowId(name),
    taskQueue: flowQueue,
    args: [{ source: 'file', ...name } satisfies ListSyncInput] as [ListSyncInput],
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    // One that an operator terminated is run again: what serves depends on the store only.
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    staticSummary: `${name.listId} v${name.version}`,
  });
  return {
    start: (name, waitMs) => within(waitMs, () => client.workflow.start('listSync', startOf(bare(name)))),
    decided: (name, waitMs) =>
      within(waitMs, () =>
        client.workflow.signalWithStart('listSync', { ...startOf(bare(name)), signal: listDecision }),
      ),
    settled: async () => void (await Promise.all(inFlight)),
  };
}

/** What is passed may be a whole version; the workflow gets its name only. */
function bare({ listId, version }: ListVersionName): ListVersionName {
  return { listId, version };
}
