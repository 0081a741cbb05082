import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { textMessagesWorkflowId } from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { TextMessagesInput } from '../../workflows/text-messages.messages.ts';

/** The api's side of text messages. */
export interface TextFlow {
  /** Starts the workflow unless it runs already; false: Temporal did not take it now, and the relay tries again. */
  start(waitMs: number): Promise<boolean>;
}

/** Starts the one workflow that sends text messages; one that runs already is as good. */
export function textFlow(client: Client, clockSpeed: number): TextFlow {
  const input: TextMessagesInput = { clockSpeed };
  return {
    start: (waitMs) => {
      const start = () =>
        client.workflow.start('textMessages', {
          workflowId: textMessagesWorkflowId,
          taskQueue: flowQueue,
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // One that was ended goes on where the store says: nothing is sent twice.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: '短信告知 · text messages',
        });
      return client.withDeadline(Date.now() + waitMs, start).then(
        () => true,
        (error: unknown) => error instanceof WorkflowExecutionAlreadyStartedError,
      );
    },
  };
}
