import { createServer, type Server, type ServerResponse } from 'node:http';
import type { NativeConnection, Worker } from '@temporalio/worker';

const waitMs = 2_000;

/** What the pages of a worker show. */
export interface HealthParts {
  readonly workers: readonly Pick<Worker, 'getState'>[];
  readonly connection: Pick<NativeConnection, 'withDeadline' | 'workflowService'>;
  /** The worker's metrics as Prometheus text. */
  readonly metrics: () => Promise<string>;
}

/**
 * The pages of a worker: `GET /metrics`, and `GET /health`, 200 while each of its workers polls and Temporal answers it,
 * else 503. Null for port 0.
 */
export function healthServer(port: number, parts: HealthParts): Server | null {
  if (port === 0) return null;
  return createServer((request, response) => {
    void (request.url === '/metrics' ? tellMetrics(parts, response) : tellHealth(parts, response));
  }).listen(port);
}

async function tellMetrics({ metrics }: HealthParts, response: ServerResponse): Promise<void> {
  try {
    const text = await metrics();
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(text);
  } catch {
    response.writeHead(503).end('no metrics');
  }
}

async function tellHealth(parts: HealthParts, response: ServerResponse): Promise<void> {
  const well = await healthy(parts);
  response.writeHead(well ? 200 : 503).end(well ? 'ok' : 'not polling');
}

async function healthy({ workers, connection }: HealthParts): Promise<boolean> {
  if (!workers.every((worker) => worker.getState() === 'RUNNING')) return false;
  try {
    await connection.withDeadline(Date.now() + waitMs, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
