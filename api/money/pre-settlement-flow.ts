import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { preSettlementWorkflowId } from '../../domain/ids.ts';
import type { PreSettlementName } from '../../domain/pre-settlement.ts';
import { flowQueue } from '../../domain/task-queues.ts';

/** The api's side of questions what a bill would come to at the insurer. */
export interface PreSettlementFlow {
  /** Starts its workflow unless it runs already; false: Temporal did not take it now, and the relay tries again. */
  start(name: PreSettlementName, waitMs: number): Promise<boolean>;
}

/** Starts runs of the workflow `preSettlement`; one that runs already is as good. */
export function preSettlementFlow(client: Client): PreSettlementFlow {
  return {
    start: ({ caseRef, sequence }, waitMs) => {
      const start = () =>
        client.workflow.start('preSettlement', {
          workflowId: preSettlementWorkflowId(caseRef, sequence),
          taskQueue: flowQueue,
          args: [{ caseRef, sequence }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // One that was ended before it was answered is asked again: nothing changes at the insurer.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        });
      return client.withDeadline(Date.now() + waitMs, start).then(
        () => true,
        (error: unknown) => error instanceof WorkflowExecutionAlreadyStartedError,
      );
    },
  };
}
