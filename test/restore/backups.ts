import { copyFileSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';

/** One part of a hub, as a backup of docs/OPERATIONS.md holds it: the moment at which it was taken, whole. */
export type Backed = 'store' | 'temporal';

/** Takes one part while everything runs. The PostgreSQL that npm brings has no pg_dump: a copy of the database by the server itself holds the same one moment. */
export async function backUp(county: CountyUnderTest, part: Backed): Promise<void> {
  if (part === 'temporal') {
    rmSync(temporalBackup(county), { force: true });
    const file = new DatabaseSync(county.state.temporalFile);
    file.exec('PRAGMA busy_timeout = 20000');
    // All pages in one step: what is written meanwhile would make it begin again.
    await backup(file, temporalBackup(county), { rate: 10_000_000 });
    file.close();
    return;
  }
  await asSuperuser(county, async (run) => {
    // The server copies a database that nobody uses: the hub connects anew a moment later.
    await run('ALTER DATABASE hub ALLOW_CONNECTIONS false');
    await run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hub'");
    await run('CREATE DATABASE hub_backup TEMPLATE hub OWNER hub');
    await run('ALTER DATABASE hub ALLOW_CONNECTIONS true');
  });
}

/** kill -9 of all, restores both parts, and starts everything again. */
export async function restoreBoth(county: CountyUnderTest): Promise<void> {
  const { processes, servers } = county;
  const { postgres, temporal } = servers;
  invariant(postgres !== null && temporal !== null, 'the county runs its own servers');
  const hub = [...processes.workers, processes.api, ...Object.values(processes.parties)];
  const starts = await Promise.all(hub.map((one) => one.away()));
  const [startPostgres, startTemporal] = await Promise.all([postgres.away(), temporal.away()]);
  const file = county.state.temporalFile;
  for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
  copyFileSync(temporalBackup(county), file);
  await startPostgres();
  await asSuperuser(county, async (run) => {
    await run('DROP DATABASE hub WITH (FORCE)');
    await run('ALTER DATABASE hub_backup RENAME TO hub');
  });
  await startTemporal();
  for (const start of starts) start();
}

function temporalBackup({ state }: CountyUnderTest): string {
  return `${state.temporalFile}.backup`;
}

async function asSuperuser(
  { servers }: CountyUnderTest,
  work: (run: (statement: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: servers.postgres?.current().adminUrl });
  await client.connect();
  try {
    await work((statement) => client.query(statement));
  } finally {
    await client.end();
  }
}
