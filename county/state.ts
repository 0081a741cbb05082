import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { identityOf, isAlive, type ProcessIdentity } from './servers/identity.ts';
import { markedIn } from './servers/marks.ts';
import { endLeftOver, type ProcessNote } from './servers/process.ts';

/** Where everything of one county lies. */
export interface StateDirectory {
  readonly root: string;
  readonly cache: string;
  readonly postgres: string;
  readonly temporalFile: string;
  readonly addressesFile: string;
  readonly credentialsFile: string;
  /** Where the hospitals' own endpoint listens. */
  readonly endpointFile: string;
  readonly clockFile: string;
  /** What was done once and is not done again by itself. */
  readonly openingFile: string;
  readonly secretsFile: string;
  /** The private key of the hospital to which the lists are delivered. */
  readonly hospitalKeyFile: string;
  /** What the hospitals of the opening walk printed; of made-up people. */
  readonly papersDirectory: string;
  readonly runDirectory: string;
  readonly logDirectory: string;
  logFile(name: string): string;
  pidFile(name: string): string;
}

/** The paths of a state directory (`.county`); touches no file. */
export function stateDirectory(root: string): StateDirectory {
  const runDirectory = join(root, 'run');
  const logDirectory = join(root, 'logs');
  return {
    root,
    cache: join(root, 'cache'),
    postgres: join(root, 'postgres'),
    temporalFile: join(root, 'temporal', 'temporal.db'),
    addressesFile: join(root, 'addresses.json'),
    credentialsFile: join(root, 'credentials.json'),
    endpointFile: join(root, 'endpoint.json'),
    clockFile: join(root, 'clock.json'),
    openingFile: join(root, 'opening.json'),
    secretsFile: join(root, 'secrets.json'),
    hospitalKeyFile: join(root, 'hospital-key.json'),
    papersDirectory: join(root, 'papers'),
    runDirectory,
    logDirectory,
    logFile: (name) => join(logDirectory, `${name}.log`),
    pidFile: (name) => join(runDirectory, `${name}.pid`),
  };
}

// A lock that nobody refers to is collected, and its file unlocked with it.
const held = new Set<DatabaseSync>();

/** Who has the county: we do until `release`, or another process does (unknown for the moment in which it starts). */
export type Possession =
  | { readonly kind: 'ours'; release(): void }
  | { readonly kind: 'taken'; readonly by: ProcessIdentity | undefined };

/**
 * Takes the county for this process. The lock is the operating system's (on an SQLite file), so it ends with its holder
 * however that dies, and there is never a stale one to clean up.
 */
export function takeCounty(state: StateDirectory): Possession {
  mkdirSync(state.runDirectory, { recursive: true });
  const holderFile = join(state.runDirectory, 'county.holder');
  const lock = new DatabaseSync(join(state.runDirectory, 'county.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error; // 5: SQLITE_BUSY
    const by = readJson<ProcessIdentity>(holderFile);
    return { kind: 'taken', by: by !== undefined && isAlive(by) ? by : undefined };
  }
  held.add(lock);
  writeJson(holderFile, identityOf(process.pid));
  return {
    kind: 'ours',
    release: () => {
      rmSync(holderFile, { force: true });
      held.delete(lock);
      lock.close();
    },
  };
}

/**
 * Stops what a killed county left running: first the hub's own processes and the simulated parties, then the servers they
 * use; and drops what it had half written. Returns their names. Only for the holder of the county.
 */
export async function stopLeftOvers(state: StateDirectory): Promise<readonly string[]> {
  mkdirSync(state.runDirectory, { recursive: true });
  const files = readdirSync(state.runDirectory).filter((name) => name.endsWith('.pid'));
  const notes = files.map((name) => readJson<ProcessNote>(join(state.runDirectory, name)));
  const noted = notes.filter((note) => note !== undefined).filter(isAlive);
  // Killed between the start of a process and its note.
  const unnoted = markedIn(state.runDirectory)
    .filter(({ pid }) => noted.every((note) => note.pid !== pid))
    .map(
      (found): ProcessNote => ({ ...found, stopSignal: found.name === 'postgres' ? 'SIGINT' : 'SIGTERM' }),
    );
  const alive = [...noted, ...unnoted];
  const servers = ['temporal', 'postgres'];
  await Promise.all(
    alive.filter(({ name }) => !servers.includes(name)).map((note) => endLeftOver(note, 8_000)),
  );
  for (const server of servers) {
    for (const note of alive.filter(({ name }) => name === server)) await endLeftOver(note, 15_000);
  }
  for (const name of files) rmSync(join(state.runDirectory, name), { force: true });
  for (const folder of [state.root, state.runDirectory])
    for (const name of readdirSync(folder))
      if (name.endsWith('.new')) rmSync(join(folder, name), { force: true });
  return [...new Set(alive.map(({ name }) => name))];
}

/** Writes a JSON file, readable by its owner only, so that a reader sees the old or the new one and never half. */
export function writeJson(file: string, value: unknown): void {
  const half = `${file}.${process.pid}.new`;
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, file);
}

/** Reads a JSON file; undefined when it is missing or no JSON. The caller vouches for its form. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
