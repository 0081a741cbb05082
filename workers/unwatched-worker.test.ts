import { type CompiledWorkerOptions, DefaultLogger, Worker } from '@temporalio/worker';
import { expect, test, vi } from 'vitest';
import { workflowBundle } from './bundle.ts';
import { UnwatchedWorker } from './unwatched-worker.ts';

/** What a worker's class gives to the sandbox; its own method is the SDK's inner one. */
interface Inner {
  createWorkflowCreator(bundle: unknown, options: CompiledWorkerOptions, logger: unknown): Promise<unknown>;
}

test('the sandbox of an unwatched worker gets no time limit, and everything else as it is', async () => {
  const inner = vi.spyOn(Worker as unknown as Inner, 'createWorkflowCreator').mockResolvedValue(null);
  const { codePath } = await workflowBundle();
  const options = { isolateExecutionTimeoutMs: 5_000, debugMode: false } as CompiledWorkerOptions;
  const unwatched = UnwatchedWorker as unknown as Inner;
  await unwatched.createWorkflowCreator({ codePath }, options, new DefaultLogger('ERROR'));
  expect(inner.mock.calls[0]?.[1]).toEqual({ debugMode: false, isolateExecutionTimeoutMs: undefined });
  inner.mockRestore();
});
