import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { identityOf } from './identity.ts';
import { marked } from './marks.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { endLeftOver } from './process.ts';
import type { Disguise } from './unprivileged.ts';

const run = promisify(execFile);

/** A database cluster on disk. */
export interface PostgresFiles {
  /** PostgreSQL's own folder. */
  readonly cluster: string;
  readonly password: string;
  readonly binaries: PostgresBinaries;
}

/** Where the cluster lies, and how it may be made. */
export interface ClusterPlan {
  readonly directory: string;
  readonly major?: number;
  /** Marks whatever makes the files, as it marks the server. */
  readonly pidFile?: string;
  readonly signal?: AbortSignal;
}

/**
 * The cluster in `directory`, made when there is none (in a folder beside it, then moved: a killed initdb leaves nothing
 * that a later start would trust), with no other server on it.
 */
export async function postgresFiles(
  { directory, major: wanted, pidFile, signal }: ClusterPlan,
  disguise: Disguise | undefined,
): Promise<PostgresFiles> {
  const major = await majorOf(directory);
  const binaries = await postgresBinaries(major ?? wanted);
  if (major === undefined)
    await make({ directory, binaries, disguise, env: marked(pidFile, undefined), signal });
  const cluster = join(directory, 'cluster');
  await endOtherServer(cluster);
  // A start under another disguise may have left other owners behind.
  if (disguise !== undefined) await run('chown', ['-R', disguise.owner, directory]);
  const password = (await readFile(join(directory, 'password'), 'utf8')).trim();
  return { cluster, password, binaries };
}

async function majorOf(directory: string): Promise<number | undefined> {
  const text = await readFile(join(directory, 'cluster', 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

interface NewCluster {
  readonly directory: string;
  readonly binaries: PostgresBinaries;
  readonly disguise: Disguise | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

async function make({ directory, binaries, disguise, env, signal }: NewCluster): Promise<void> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  const half = `.half-${basename(directory)}-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(half)) await removeFolder(join(parent, name));
  }
  const folder = await mkdtemp(join(parent, half));
  try {
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (disguise !== undefined) await run('chown', ['-R', disguise.owner, folder]);
    const [program, ...args] = [...(disguise?.prefix ?? []), binaries.initdb];
    const said = [
      ...['--pgdata', join(folder, 'cluster'), '--username', superuser, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--data-checksums'],
    ];
    await run(program, [...args, ...said], { env, ...(signal === undefined ? {} : { signal }) });
    await chmod(folder, 0o700);
    await rename(folder, directory);
  } finally {
    await removeFolder(folder);
  }
}

/** Also while a killed initdb's last child is still writing into it. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** The role that initdb makes. */
export const superuser = 'postgres';

/** Stops a server that a killed run left on these files, and drops a note about one that is gone. */
async function endOtherServer(cluster: string): Promise<void> {
  const note = join(cluster, 'postmaster.pid');
  const text = await readFile(note, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  const identity = identityOf(pid);
  if (identity !== undefined && (await isPostgresOn(pid, cluster))) {
    // SIGINT: a fast, clean stop.
    await endLeftOver({ ...identity, name: 'postgres', stopSignal: 'SIGINT' }, 15_000);
  }
  // Its number may belong to somebody else by now, and PostgreSQL would refuse to start.
  await rm(note, { force: true });
}

async function isPostgresOn(pid: number, cluster: string): Promise<boolean> {
  const ps = () =>
    run('ps', ['-o', 'args=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  const line =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await ps();
  return line.includes('postgres') && line.includes(cluster);
}
