/** The door as a process: listens at once, whatever is away, and ends in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { apiConfig } from '../config.ts';
import { describedError } from '../domain/described-error.ts';
import { openDatabase } from '../store/postgres/database.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { assemble } from './assembly.ts';
import type { ApiDeps } from './deps.ts';
import { buildServer } from './http/server.ts';
import { stopOnSignals } from './http/stop.ts';
import { startBulkRelay } from './relay/bulk.ts';
import { startReconciliationRelay } from './relay/insurer-reconciliations.ts';
import { startListRelay } from './relay/lists.ts';
import { type Relay, retryDelayMs } from './relay/loop.ts';
import { startScheduleUpdate } from './relay/nightly-schedules.ts';
import { startPreSettlementRelay } from './relay/pre-settlements.ts';
import { startReconciler } from './relay/reconciler.ts';
import { startRegistryRelay } from './relay/registry.ts';
import { startRelay } from './relay/stays.ts';
import { startTextRelay } from './relay/text-messages.ts';
import { startUpkeep } from './relay/upkeep.ts';
import { startWebhookRelay } from './relay/webhooks.ts';

const config = apiConfig();
const { db, deps } = assemble(config);
let relays: readonly Relay[] = [];
/** Those that are told when there is something for them; the others look by themselves. */
const nudged: Partial<Record<Parameters<ApiDeps['nudge']>[0], Relay>> = {};
const nudge = (what: keyof typeof nudged): void => nudged[what]?.nudge();
const server = await buildServer({ ...deps, nudge });
stopOnSignals(server.log, async () => {
  await server.close();
  await Promise.all(relays.map((relay) => relay.stop()));
  await deps.lists.close();
  await deps.flow.close();
  await deps.registry.close();
  await deps.changes.close();
  await db.destroy();
});
await server.listen(config.listen);
await bringUpToDate();
nudged.stays = startRelay({ ...deps, log: server.log });
nudged.registry = startRegistryRelay({ ...deps, log: server.log });
nudged.bulk = startBulkRelay({ ...deps, nudge: () => nudge('stays'), log: server.log });
nudged.insurer = startReconciliationRelay({ ...deps, ...deps.insurer, log: server.log });
nudged.preSettlements = startPreSettlementRelay({ ...deps, ...deps.insurer, log: server.log });
nudged.webhooks = startWebhookRelay({ ...deps, log: server.log });
nudged.texts = startTextRelay({ ...deps, log: server.log });
relays = [
  nudged.stays,
  nudged.registry,
  nudged.bulk,
  nudged.insurer,
  nudged.preSettlements,
  nudged.webhooks,
  nudged.texts,
  startListRelay({ ...deps.lists, log: server.log }),
  startUpkeep({
    ...{ ...deps, digestDirectory: config.digestDirectory, log: server.log },
    nudge,
  }),
  startReconciler({ ...deps, log: server.log }),
  startScheduleUpdate({ ...deps, log: server.log }),
];

/** Until PostgreSQL is there every request gets its 503; then the tables are brought up to date before the relay reads them. */
async function bringUpToDate(): Promise<void> {
  for (let attempts = 0; ; attempts += 1) {
    const slow = openDatabase({
      ...{ url: config.database.url, poolSize: 1, applicationName: 'hub-migrate', statementMs: 600_000 },
    });
    try {
      const done = await migrate(slow);
      if (done.length > 0) server.log.info({ migrations: done }, 'tables brought up to date');
      return;
    } catch (error) {
      server.log.warn(
        { failure: describedError(error), attempts },
        'the tables could not be brought up to date; trying again',
      );
      await sleep(retryDelayMs(attempts));
    } finally {
      await slow.destroy();
    }
  }
}
