import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isFree } from './ports.ts';
import { type PostgresFiles, postgresFiles, superuser } from './postgres-files.ts';
import { type RunningProcess, type StartPatience, startProcess, untilReady } from './process.ts';
import { unprivileged } from './unprivileged.ts';

/** How to run PostgreSQL on 127.0.0.1; the port must be free (`freePort`). */
export interface PostgresPlan extends StartPatience {
  /** Holds the cluster and its generated password; made when missing. */
  readonly directory: string;
  readonly port: number;
  readonly logFile: string;
  readonly pidFile?: string;
  /** Make new files with this version of PostgreSQL only; existing files decide for themselves. */
  readonly major?: number;
  /** 'throw-away' skips fsync: for tests, whose data may die with the machine, though not with a killed PostgreSQL. */
  readonly keep?: 'durable' | 'throw-away';
}

/** A PostgreSQL that answers. */
export interface PostgresServer extends Pick<RunningProcess, 'pid' | 'exited' | 'stop' | 'kill9'> {
  /** The hub's own database, as the hub's own role (owner, no superuser). */
  readonly url: string;
  /** The maintenance database as superuser: to make and drop databases. */
  readonly adminUrl: string;
}

const hub = 'hub';

/** Starts PostgreSQL and waits until the hub's database answers. Throws with the end of its log when it does not. */
export async function startPostgres(plan: PostgresPlan): Promise<PostgresServer> {
  const disguise = await unprivileged();
  const files = await postgresFiles(plan, disguise);
  // Asked first, because a server of somebody else on this port would answer in our place.
  if (!(await isFree(plan.port)))
    throw new Error(`postgres: 端口 ${plan.port} 已被占用 / port is already in use`);
  const [command = '', ...args] = [
    ...(disguise?.prefix ?? []),
    files.binaries.postgres,
    ...serverArguments(plan, files),
  ];
  const urlFor = (role: string, database: string) =>
    `postgres://${role}:${files.password}@127.0.0.1:${plan.port}/${database}`;
  const adminUrl = urlFor(superuser, 'postgres');
  const start = async () => {
    const running = await startProcess({
      name: 'postgres',
      command,
      args,
      logFile: plan.logFile,
      stopSignal: 'SIGINT',
      ...(plan.pidFile === undefined ? {} : { pidFile: plan.pidFile }),
    });
    try {
      await untilReady(running, plan, () => answers(adminUrl));
      await ensureHubDatabase(adminUrl, files.password);
      return running;
    } catch (error) {
      await running.kill9();
      throw error;
    }
  };
  const { pid, exited, stop, kill9 } = await againWhileBusy(start);
  return { url: urlFor(hub, hub), adminUrl, pid, exited, stop, kill9 };
}

function serverArguments(plan: PostgresPlan, files: PostgresFiles): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(plan.port),
    unix_socket_directories: '',
    max_connections: '200',
    // A list of a million people would else be written twice: beside the buffers, and whole pages after every checkpoint.
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Statements, parameters and DETAIL lines of errors may hold personal data; the log must not.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    ...(plan.keep === 'throw-away' ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return [
    '-D',
    files.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** The backends of a killed server live for a moment and hold its memory; PostgreSQL rightly refuses until they are gone. */
async function againWhileBusy<T>(start: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 15_000; ; await sleep(200)) {
    try {
      return await start();
    } catch (error) {
      const busy = /shared memory block|lock file "postmaster.pid"/.test(String(error));
      if (!busy || performance.now() > deadline) throw error;
    }
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // A wrong password never becomes right by waiting.
    if ((error as { code?: string }).code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Role and database of the hub. At each start: a kill between the two statements must not matter. */
async function ensureHubDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [hub]);
    if (role.rowCount === 0)
      await client.query(`CREATE ROLE ${hub} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [hub]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${hub} OWNER ${hub}`);
  } finally {
    await client.end();
  }
}
