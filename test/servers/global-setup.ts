import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { countyConfig } from '../../config.ts';
import { cacheDirectory } from '../../county/servers/downloads.ts';
import { freePort } from '../../county/servers/ports.ts';
import { startPostgres } from '../../county/servers/postgres.ts';
import { startTemporal } from '../../county/servers/temporal.ts';
import { temporalBinary } from '../../county/servers/temporal-binary.ts';
import { prepareMigrated } from './fresh-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the run's PostgreSQL; `freshDatabase` makes databases there. */
    readonly postgresAdminUrl: string;
    /** host:port of the run's Temporal server. */
    readonly temporalAddress: string;
    /** The Temporal CLI, for tests that start servers of their own. */
    readonly temporalBinary: string;
  }
}

/** One PostgreSQL and one Temporal server for all tests of a project, on free ports, in a folder that goes with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-test-'));
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const cache = await cacheDirectory(countyConfig().cacheDirectory ?? undefined, join('.county', 'cache'));
  const binary = await temporalBinary({ cacheDirectory: cache, say });
  const [postgres, temporal] = await bothOrNone([
    onFreePort(say, (port, attempt) =>
      startPostgres({
        directory: join(folder, `postgres-${attempt}`),
        port,
        logFile: join(folder, 'postgres.log'),
        keep: 'throw-away',
      }),
    ),
    onFreePort(say, (port, attempt) =>
      startTemporal({
        binary,
        dataFile: join(folder, `temporal-${attempt}.db`),
        port,
        logFile: join(folder, 'temporal.log'),
      }),
    ),
  ]);
  const ends = async (): Promise<void> => {
    await Promise.all([postgres.kill9(), temporal.kill9()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  await prepareMigrated(postgres.adminUrl).catch(async (failure: unknown) => {
    await ends();
    throw failure;
  });
  project.provide('postgresAdminUrl', postgres.adminUrl);
  project.provide('temporalAddress', temporal.address);
  project.provide('temporalBinary', binary);
  return ends;
}

/** What runs although the other one failed would keep the run from ending. */
async function bothOrNone<A extends Killable, B extends Killable>(
  starts: readonly [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  try {
    return await Promise.all(starts);
  } catch (failure) {
    const started = (await Promise.allSettled(starts)).filter((one) => one.status === 'fulfilled');
    await Promise.all(started.map(({ value }) => value.kill9()));
    throw failure;
  }
}

interface Killable {
  readonly kill9: () => Promise<void>;
}

/** A port that was free may be taken before its server has it, by anybody on the machine: then once more on another. */
async function onFreePort<T>(
  say: (text: string) => void,
  start: (port: number, attempt: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(await freePort(0), 1);
  } catch (error) {
    say(`${(error as Error).message}\nonce more on another port`);
    return start(await freePort(0), 2);
  }
}
