import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { type AnnouncementRef, announcementWorkflowId } from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { type AnnouncementInput, announcementTurned } from '../../workflows/announcement.messages.ts';

/** The api's side of announcements. */
export interface AnnouncementFlow {
  /** Starts the workflow unless it runs already; false: Temporal did not take it now, and the relay tries again. */
  start(announcement: AnnouncementRef, waitMs: number): Promise<boolean>;
  /** Says that somebody turned it; what was not heard it finds at its next look. */
  turned(announcement: AnnouncementRef, waitMs: number): Promise<void>;
}

/** Starts the workflow of an announcement, and tells it of a turn. */
export function announcementFlow(client: Client, clockSpeed: number): AnnouncementFlow {
  return {
    start: (announcement, waitMs) => {
      const input: AnnouncementInput = { announcement, clockSpeed };
      const start = () =>
        client.workflow.start('announcement', {
          workflowId: announcementWorkflowId(announcement),
          taskQueue: flowQueue,
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // One that was ended goes on where the store says: nobody is told twice.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: '群发告知 · announcement',
        });
      return client.withDeadline(Date.now() + waitMs, start).then(
        () => true,
        (error: unknown) => error instanceof WorkflowExecutionAlreadyStartedError,
      );
    },
    turned: (announcement, waitMs) => {
      const handle = client.workflow.getHandle(announcementWorkflowId(announcement));
      const tell = () => handle.signal(announcementTurned);
      return client.withDeadline(Date.now() + waitMs, tell).catch(() => undefined);
    },
  };
}
