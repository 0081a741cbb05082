import { createServer } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';

const waitMs = 2_000;

/** The metrics of a worker's process, and those of Temporal's SDK, which it serves at `sdkAddress`: one page. */
export function workerMetrics(sdkAddress: string): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return async () => {
    const [own, answer] = await Promise.all([
      registry.metrics(),
      fetch(`http://${sdkAddress}/metrics`, { signal: AbortSignal.timeout(waitMs) }),
    ]);
    if (!answer.ok) throw new Error(`the SDK answered its metrics with ${answer.status}`);
    return `${own.trimEnd()}\n${await answer.text()}`;
  };
}

/** An address of this machine, for this machine only, at which nobody listens. */
export async function freeLoopbackAddress(): Promise<string> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ port: 0, host: '127.0.0.1' }, resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((closed) => server.close(closed));
  return `127.0.0.1:${port}`;
}
