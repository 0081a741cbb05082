import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { freePort } from '../../county/servers/ports.ts';
import { startTemporal } from '../../county/servers/temporal.ts';

/** A Temporal server of the caller's own, on which a run is told to continue as new after so many events. */
export async function ownServer(suggestRenewalAfter: number) {
  const folder = await mkdtemp(join(tmpdir(), 'hub-test-'));
  const server = await startTemporal({
    binary: inject('temporalBinary'),
    dataFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: await freePort(0),
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': suggestRenewalAfter },
  });
  const end = async (): Promise<void> => {
    await server.kill9();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { address: server.address, end };
}
