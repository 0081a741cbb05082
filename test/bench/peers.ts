import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { freePort } from '../../county/servers/ports.ts';
import { type RunningProcess, startProcess, untilReady } from '../../county/servers/process.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { processorMs, processorTimes } from './processor-times.ts';
import type { Subject } from './subjects.ts';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'peers');
const desks: readonly PartyId[] = ['civil-affairs', 'commercial-insurer', 'red-cross'];

/** One answered request as `requests.mjs` counts them. */
export interface Asked {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** What the bench asks how often: a path each time the next one. */
export interface Questions {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** As often as it answers to so many connections; or so often a second. */
  readonly connections: number;
  readonly perSecond: number | null;
}

/** The peers beside a county, on its PostgreSQL and with its simulated payers, each with a database of its own. */
export interface Peers {
  readonly subjects: readonly [dbos: Subject, bare: Subject];
  /** Where the bare look-ups answer. */
  readonly bareOrigin: string;
  readonly asked: (questions: Questions) => Promise<Asked>;
  readonly stop: () => Promise<void>;
}

/** Installs the peers' own packages if they are not there as locked. They are no packages of the hub's. */
export async function installPeers(say: (text: string) => void): Promise<void> {
  const lock = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const versions = (text: string): string =>
    JSON.stringify(
      Object.entries((JSON.parse(text) as { packages: Record<string, { version?: string }> }).packages)
        .filter(([path]) => path !== '')
        .map(([path, { version }]) => [path, version]),
    );
  const installed = 'node_modules/.package-lock.json';
  if (
    existsSync(join(folder, installed)) &&
    versions(lock(installed)) === versions(lock('package-lock.json'))
  )
    return;
  say('installing the peers (test/bench/peers)');
  await run('npm', ['ci', '--ignore-scripts'], { cwd: folder, shell: process.platform === 'win32' });
}

/** Starts both peers beside a county. Throws with the end of a peer's log when it does not start. */
export async function startPeers(county: CountyUnderTest): Promise<Peers> {
  const admin = new pg.Client({ connectionString: county.servers.postgres?.current().adminUrl });
  await admin.connect();
  for (const name of ['bench_dbos', 'bench_bare'])
    if ((await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 0)
      await admin.query(`CREATE DATABASE ${name} OWNER hub`);
  await admin.end();
  const person = await county.person();
  const [dbos, bare] = await Promise.all([
    startPeer(county, 'dbos', person),
    startPeer(county, 'bare', person),
  ]);
  return {
    subjects: [subjectOf(county, 'dbos', dbos), subjectOf(county, 'bare', bare)],
    bareOrigin: bare.origin,
    asked: async (questions) => {
      const program = join(folder, 'requests.mjs');
      const { stdout } = await run(process.execPath, [program, JSON.stringify(questions)]);
      const { wrong, ...asked } = JSON.parse(stdout) as Asked & { readonly wrong: number };
      if (wrong > 0) throw new Error(`${wrong} requests to ${questions.origin} were not answered with 200`);
      return asked;
    },
    stop: async () => void (await Promise.all([dbos.process.stop(), bare.process.stop()])),
  };
}

interface Peer {
  readonly process: RunningProcess;
  readonly origin: string;
}

async function startPeer(county: CountyUnderTest, name: 'dbos' | 'bare', who: CountyPerson): Promise<Peer> {
  const port = await freePort(0);
  const database = new URL(county.databaseUrl);
  database.pathname = `/bench_${name}`;
  const { idNumber, name: called } = who;
  const told = {
    ...{ database: database.href, county: county.databaseUrl, port: String(port) },
    desks: desks.map((party) => county.addresses.parties[party]).join(','),
    person: JSON.stringify({ idNumber, name: called }),
  };
  const started = await startProcess({
    name,
    command: process.execPath,
    args: [
      join(folder, `${name}.mjs`),
      ...Object.entries(told).flatMap(([key, value]) => [`--${key}`, value]),
    ],
    logFile: county.state.logFile(name),
    pidFile: county.state.pidFile(name),
  });
  await untilReady(started, {}, () => Promise.resolve(started.log().includes('listening')));
  return { process: started, origin: `http://127.0.0.1:${port}` };
}

let cases = 0;

function subjectOf(
  county: CountyUnderTest,
  name: 'dbos' | 'bare',
  { process: { pid }, origin }: Peer,
): Subject {
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${name} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const next = (): string => {
    cases += 1;
    return `case-${name}-${process.pid}-${cases}`;
  };
  return {
    name,
    wholeCase: async () => {
      const id = next();
      await ask('POST', '/cases', { id });
      await ask('POST', `/cases/${id}/discharge`, {});
      await ask('GET', `/cases/${id}/end`);
    },
    admission: async () => {
      const id = next();
      return () => ask('POST', '/cases', { id }).then(() => 'decided');
    },
    busy: () => ({ [name]: processorMs([pid]), postgres: processorTimes(county).postgres }),
  };
}
