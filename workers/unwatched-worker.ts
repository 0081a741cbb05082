import { type CompiledWorkerOptions, type Logger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';

/**
 * A worker that enters the workflow sandbox without a watchdog thread, which costs a hundred times what the entry does,
 * several times a task. In exchange nobody cuts off workflow code that loops without an end; `HUB_WORKFLOW_WATCHDOG` brings
 * the thread back (docs/decisions/0015).
 */
export class UnwatchedWorker extends Worker {
  protected static override createWorkflowCreator(
    bundle: WorkflowBundleWithSourceMapAndFilename,
    options: CompiledWorkerOptions,
    logger: Logger,
  ): ReturnType<typeof Worker.createWorkflowCreator> {
    // Node's `vm` starts the thread for any number, and none for undefined.
    const unlimited = { ...options, isolateExecutionTimeoutMs: undefined as never };
    return Worker.createWorkflowCreator(bundle, unlimited, logger);
  }
}
