import { createServer, type Server } from 'node:http';
import type { NativeConnection, Worker } from '@temporalio/worker';

const waitMs = 2_000;

/** `GET /health` of a worker: 200 while each of its workers polls and Temporal answers it, else 503. Null for port 0. */
export function healthServer(
  port: number,
  parts: {
    readonly workers: readonly Pick<Worker, 'getState'>[];
    readonly connection: Pick<NativeConnection, 'withDeadline' | 'workflowService'>;
  },
): Server | null {
  if (port === 0) return null;
  return createServer((_, response) => {
    void healthy(parts).then((well) => {
      response.statusCode = well ? 200 : 503;
      response.end(well ? 'ok' : 'not polling');
    });
  }).listen(port);
}

async function healthy({ workers, connection }: Parameters<typeof healthServer>[1]): Promise<boolean> {
  if (!workers.every((worker) => worker.getState() === 'RUNNING')) return false;
  try {
    await connection.withDeadline(Date.now() + waitMs, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
