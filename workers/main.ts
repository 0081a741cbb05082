import { setTimeout as wait } from 'node:timers/promises';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { type WorkerConfig, workerConfig } from '../config.ts';
import { flowQueue, partyQueue, type WorkerQueue } from '../domain/task-queues.ts';
import { connectionOptions } from '../temporal/connection.ts';
import { workerDataConverter } from '../temporal/data-converter.ts';
import { openActivities } from './activities.ts';
import { workflowBundle } from './bundle.ts';
import { healthServer } from './health.ts';
import { interceptors } from './interceptors.ts';
import { workerLogger } from './log.ts';
import { freeLoopbackAddress, workerMetrics } from './metrics-page.ts';
import { UnwatchedWorker } from './unwatched-worker.ts';

/** Time for running activities to end on a stop; what is cut off is resumed from the message log. */
const graceMs = 10_000;

await main(workerConfig());

async function main(config: WorkerConfig): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const { activities, close } = openActivities(config);
  const connected = await connect(config, stop.signal);
  if (connected === null) return close();
  const { connection, sdkAddress } = connected;
  const workers = await createWorkers(config, connection, activities);
  const metrics = workerMetrics(sdkAddress);
  const health = healthServer(config.healthPort, { workers, connection, metrics });
  stop.signal.addEventListener('abort', () => {
    for (const worker of workers) worker.shutdown();
  });
  if (stop.signal.aborted) for (const worker of workers) worker.shutdown();
  say('started', { queues: config.queues });
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    health?.close();
    await connection.close();
    await close();
    say('stopped');
  }
}

interface Connected {
  readonly connection: NativeConnection;
  /** Where the SDK serves its own metrics. */
  readonly sdkAddress: string;
}

/** Tries until Temporal is there: workers are started before, after and without it. */
async function connect(config: WorkerConfig, stopped: AbortSignal): Promise<Connected | null> {
  for (let attempts = 0; !stopped.aborted; attempts += 1) {
    // A failed connect shuts the runtime down, so each try installs its own.
    const sdkAddress = await freeLoopbackAddress();
    Runtime.install({
      ...{ logger: workerLogger(config.logLevel), shutdownSignals: [] },
      telemetryOptions: { metrics: { prometheus: { bindAddress: sdkAddress } } },
    });
    try {
      return { connection: await NativeConnection.connect(connectionOptions(config.temporal)), sdkAddress };
    } catch {
      if (attempts === 0) say('waiting for Temporal', { address: config.temporal.address });
      await Runtime.instance().shutdown();
      await wait(Math.min(500 * 2 ** attempts, 5_000), undefined, { signal: stopped }).catch(() => undefined);
    }
  }
  return null;
}

async function createWorkers(
  config: WorkerConfig,
  connection: NativeConnection,
  activities: ReturnType<typeof openActivities>['activities'],
): Promise<readonly Worker[]> {
  const shared = {
    connection,
    namespace: config.temporal.namespace,
    dataConverter: workerDataConverter(config.payloadKeys, config.temporal.namespace),
    activities,
    interceptors,
    shutdownGraceTime: graceMs,
  };
  const flow = async (): Promise<Worker> =>
    (config.watchdog ? Worker : UnwatchedWorker).create({
      ...shared,
      taskQueue: flowQueue,
      workflowBundle: await workflowBundle(),
      maxCachedWorkflows: config.cachedWorkflows,
      // After a kill its workflows are free again after this long, not after the default ten seconds.
      stickyQueueScheduleToStartTimeout: 3_000,
    });
  const party = (): Promise<Worker> => Worker.create({ ...shared, taskQueue: partyQueue });
  const makers: Readonly<Record<WorkerQueue, () => Promise<Worker>>> = { flow, party };
  return Promise.all(config.queues.map((queue) => makers[queue]()));
}

function say(message: string, more: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), worker: message, ...more })}\n`);
}
