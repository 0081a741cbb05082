import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { freeLoopbackAddress, workerMetrics } from './metrics-page.ts';

test("the worker's page shows its process and what Temporal's SDK serves; without the SDK it fails instead of showing half", async () => {
  const address = await freeLoopbackAddress();
  const metrics = workerMetrics(address);
  await expect(metrics()).rejects.toThrow('fetch failed');
  const sdk = createServer((request, reply) => {
    reply.end(request.url === '/metrics' ? 'temporal_long_request 3\n' : 'elsewhere');
  });
  await new Promise<void>((listening) => sdk.listen(Number(address.split(':')[1]), '127.0.0.1', listening));
  onTestFinished(() => void sdk.close());
  const page = await metrics();
  expect(page).toMatch(/^process_cpu_seconds_total \d/m);
  expect(page).toMatch(/^temporal_long_request 3$/m);
});
