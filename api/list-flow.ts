import { Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { type ListVersionName, listVersionWorkflowId } from '../domain/list.ts';
import { flowQueue } from '../domain/task-queues.ts';
import { lazyConnection, type TemporalAddress } from '../temporal/connection.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import type { PayloadKeys } from '../temporal/payload-codec.ts';
import { type ListSyncInput, listDecision } from '../workflows/list-sync.messages.ts';

/** The api's side of the lists' workflows; false: not taken now, the relay tries again. */
export interface ListFlow {
  /** Starts a version's workflow unless it runs already. */
  start(name: ListVersionName, waitMs: number): Promise<boolean>;
  /** Tells a held version that somebody has decided; starts its workflow when there is none. */
  decided(name: ListVersionName, waitMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Speaks to Temporal over a connection that nobody waits for. */
export function listFlow(at: TemporalAddress, keys: PayloadKeys): ListFlow {
  const connection = lazyConnection(at);
  const { namespace } = at;
  const client = new Client({ connection, namespace, dataConverter: dataConverter(keys, namespace) });
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
    close: async () => {
      await Promise.all(inFlight);
      await connection.close();
    },
  };
}

/** What is passed may be a whole version; the workflow gets its name only. */
function bare({ listId, version }: ListVersionName): ListVersionName {
  return { listId, version };
}
