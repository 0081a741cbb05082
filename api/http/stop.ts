import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

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

/** An answer given while the server stops ends its connection: a kept-alive one would hold the stop up for a minute. */
export function endConnectionsOnStop(server: FastifyInstance): void {
  let stopping = false;
  server.addHook('preClose', async () => {
    stopping = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (stopping) void reply.header('connection', 'close');
  });
}
