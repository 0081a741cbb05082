import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { reconciliationWorkflowId } from '../../domain/ids.ts';
import type { ReconciliationName } from '../../domain/insurer-reconciliation.ts';
import { flowQueue } from '../../domain/task-queues.ts';

/** The api's side of reconciliations with the insurer. */
export interface ReconciliationFlow {
  /** Starts its workflow unless it runs already; false: Temporal did not take it now, and the relay tries again. */
  start(name: ReconciliationName, waitMs: number): Promise<boolean>;
}

/** Starts runs of the workflow `insurerReconciliation`; one that runs already is as good. */
export function reconciliationFlow(client: Client): ReconciliationFlow {
  return {
    start: (name, waitMs) => {
      const { institution, fromOn, toOn, run } = name;
      const start = () =>
        client.workflow.start('insurerReconciliation', {
          workflowId: reconciliationWorkflowId(institution, `${fromOn}_${toOn}`, run),
          taskQueue: flowQueue,
          args: [{ institution, fromOn, toOn, run }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // One that was ended before it was answered is asked again: nothing changes at the insurer.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `${institution} ${fromOn} ${toOn}`,
        });
      return client.withDeadline(Date.now() + waitMs, start).then(
        () => true,
        (error: unknown) => error instanceof WorkflowExecutionAlreadyStartedError,
      );
    },
  };
}
