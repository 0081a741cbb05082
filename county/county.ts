import { chmodSync, mkdirSync } from 'node:fs';
import type { CountyConfig } from '../config.ts';
import type { ClockSetting } from '../domain/clock.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import { openDatabase } from '../store/postgres/database.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { addressesOf, type CountyAddresses, type CountyPorts, countyPorts } from './addresses.ts';
import { keepClock, setClock } from './clock-file.ts';
import { hubProcesses } from './hub-processes.ts';
import { type KeptServer, keepServer } from './kept-server.ts';
import { partyProcess, peopleFile } from './party-processes.ts';
import { type CountySecrets, countySecrets } from './secrets.ts';
import { cacheDirectory, type Say } from './servers/downloads.ts';
import { type PostgresServer, startPostgres } from './servers/postgres.ts';
import { type SupervisedProcess, supervisor } from './servers/supervisor.ts';
import { startTemporal, type TemporalServer } from './servers/temporal.ts';
import { temporalBinary } from './servers/temporal-binary.ts';
import { type StateDirectory, stopLeftOvers, writeJson } from './state.ts';
import { stoppable, together } from './together.ts';

export interface CountyPlan {
  readonly config: CountyConfig;
  readonly state: StateDirectory;
  readonly clockSpeed: number;
  /** Gives the start up: whatever runs by then is stopped. Without effect once the county has started. */
  readonly signal?: AbortSignal;
  /** Tests and benchmarks take any free port and skip fsync. */
  readonly throwAway?: boolean;
  /** Flushes all the same, to be counted. */
  readonly durable?: boolean;
  readonly workers?: number;
  readonly moreEnvironment?: Readonly<Record<string, string>>;
  /** Files of people (people-file.ts) for parties that know others than the county's. */
  readonly peopleOf?: Readonly<Partial<Record<PartyId, string>>>;
  readonly say: Say;
}

/** A county that runs: servers, hub and simulated parties. */
export interface County {
  readonly addresses: CountyAddresses;
  readonly secrets: CountySecrets;
  readonly clock: ClockSetting;
  readonly databaseUrl: string;
  readonly servers: {
    readonly postgres: KeptServer<PostgresServer> | null;
    readonly temporal: KeptServer<TemporalServer> | null;
  };
  readonly processes: {
    readonly api: SupervisedProcess;
    readonly workers: readonly SupervisedProcess[];
    readonly parties: Readonly<Record<PartyId, SupervisedProcess>>;
  };
  readonly stop: () => Promise<void>;
}

/** Starts everything in order and waits until it answers. What was started is stopped again when a part fails. */
export async function startCounty(plan: CountyPlan): Promise<County> {
  const { state, say } = plan;
  mkdirSync(state.logDirectory, { recursive: true });
  chmodSync(state.root, 0o700);
  const left = await stopLeftOvers(state);
  if (left.length > 0) say(`清理上次遗留进程 / stopped what an earlier run left: ${left.join(', ')}`);
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const giveUp = new AbortController();
  const signal = AbortSignal.any([giveUp.signal, ...(plan.signal ? [plan.signal] : [])]);
  try {
    return { ...(await startParts({ ...plan, signal }, undo, giveUp)), stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

type GivenUpPlan = CountyPlan & { readonly signal: AbortSignal };

async function startParts(
  plan: GivenUpPlan,
  undo: (() => Promise<void> | void)[],
  giveUp: AbortController,
): Promise<Omit<County, 'stop'>> {
  const { state, say, config } = plan;
  const ports = await countyPorts(plan);
  const addresses = addressesOf(ports, config);
  const [postgres, temporal] = await together(
    [stoppable(startStore(plan, ports.postgres), undo), stoppable(startFlow(plan, ports, addresses), undo)],
    giveUp,
  );
  const databaseUrl = config.databaseUrl ?? postgres?.current().url ?? '';
  plan.signal.throwIfAborted();
  await migrateStore(databaseUrl, say);
  plan.signal.throwIfAborted();
  const secrets = countySecrets(state);
  const clock = setClock(state, plan.clockSpeed);
  const clockKeeper = keepClock(state, clock);
  undo.push(clockKeeper.stop);

  const keeper = supervisor(say, plan.signal);
  undo.push(() => keeper.stopAll());
  const hub = hubProcesses({
    ...{ state, secrets, clock, databaseUrl, partyUrls: addresses.parties, logLevel: config.logLevel },
    workers: plan.workers ?? 1,
    ...{ apiPort: ports.api, codecPort: ports.codec, temporalUiOrigin: addresses.temporalUi },
    ...{ temporalAddress: addresses.temporal, temporalNamespace: config.temporal.namespace },
    ...(plan.moreEnvironment === undefined ? {} : { more: plan.moreEnvironment }),
  });
  const people = await peopleFile(state);
  const partyProcesses = Object.fromEntries(
    await together(
      parties.map(async (party) => [
        party,
        await keeper.start(
          partyProcess({
            ...{ party, port: ports.parties[party], people: plan.peopleOf?.[party] ?? people },
            ...{ state, clock },
          }),
        ),
      ]),
      giveUp,
    ),
  ) as Record<PartyId, SupervisedProcess>;
  const names = Array.from({ length: plan.workers ?? 1 }, (_, index) => `worker-${index + 1}`);
  const [api, workers] = await together(
    [
      keeper.start(hub.api),
      together(
        names.map((name) => keeper.start(hub.worker(name))),
        giveUp,
      ),
      keeper.start(hub.codec),
    ],
    giveUp,
  );
  writeJson(state.addressesFile, addresses);
  return {
    ...{ addresses, secrets, clock, databaseUrl, servers: { postgres, temporal } },
    processes: { api, workers, parties: partyProcesses },
  };
}

async function startStore(
  { config, state, say, throwAway, durable, signal }: GivenUpPlan,
  port: number,
): Promise<KeptServer<PostgresServer> | null> {
  if (config.databaseUrl !== null) return null;
  const start = (): Promise<PostgresServer> =>
    startPostgres({
      directory: state.postgres,
      port,
      logFile: state.logFile('postgres'),
      pidFile: state.pidFile('postgres'),
      keep: throwAway === true && durable !== true ? 'throw-away' : 'durable',
      signal,
    });
  const server = await keepServer('PostgreSQL', start, say);
  say(`PostgreSQL 已启动 / is up (127.0.0.1:${port})`);
  return server;
}

async function startFlow(
  { config, state, say, signal }: GivenUpPlan,
  ports: CountyPorts,
  addresses: CountyAddresses,
): Promise<KeptServer<TemporalServer> | null> {
  if (config.temporal.address !== null) return null;
  const cache = await cacheDirectory(config.cacheDirectory ?? undefined, state.cache);
  const binary = await temporalBinary({ cacheDirectory: cache, say, signal });
  const start = (): Promise<TemporalServer> =>
    startTemporal({
      binary,
      dataFile: state.temporalFile,
      logFile: state.logFile('temporal'),
      pidFile: state.pidFile('temporal'),
      port: ports.temporal,
      uiPort: ports.temporalUi,
      codecEndpoint: addresses.codec,
      signal,
    });
  const server = await keepServer('Temporal', start, say);
  say(`Temporal 已启动 / is up (${addresses.temporal}, UI ${addresses.temporalUi})`);
  return server;
}

async function migrateStore(url: string, say: Say): Promise<void> {
  const db = openDatabase({ url, poolSize: 2, applicationName: 'hub-migrate', statementMs: 600_000 });
  try {
    const done = await migrate(db);
    if (done.length > 0) say(`数据库已升级 / migrations run: ${done.join(', ')}`);
  } finally {
    await db.destroy();
  }
}
