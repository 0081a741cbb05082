import type { FastifyBaseLogger } from 'fastify';

/** Longest an orderly stop may take (real milliseconds) before the process ends anyway. */
const graceMs = 10_000;

/** Ends the process in order on SIGTERM and SIGINT: `stop` finishes what was begun, then the process exits with 0. */
export function stopOnSignals(log: FastifyBaseLogger, stop: () => Promise<unknown>): void {
  let stopping = false;
  const end = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), graceMs).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}
