/**
 * `npm run proof:upgrade`: a county of 0.1.0 with open stays at every stage is upgraded under way. First its processes run
 * beside those of this version, on one store and one Temporal; then they are taken away; at last the county's folder is
 * started by this version alone. Judged by the parties' own books. Ends with 1 at the first breach.
 */

import { hubClient } from '../../county/hub-client.ts';
import type { hubProcesses } from '../../county/hub-processes.ts';
import { freePort } from '../../county/servers/ports.ts';
import { type SupervisedProcess, supervisor } from '../../county/servers/supervisor.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { openDatabase } from '../../store/postgres/database.ts';
import { migrate } from '../../store/postgres/migrate.ts';
import { type CountyUnderTest, institution, startCountyUnderTest } from '../county/county-under-test.ts';
import { admitted, closed, discharged, hospitalized, reached } from '../county/hospitalizations.ts';
import { moreProcesses } from '../county/more-processes.ts';
import { breaches } from '../county/oracle.ts';
import { earlierVersion, lastOf010 } from './earlier-version.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const each = 3;

const earlier = await earlierVersion(process.argv[2] ?? lastOf010);
try {
  const found = await proof();
  for (const breach of found) say(`✗ ${breach}`);
  say(
    found.length === 0 ? 'upgraded under way: nothing lost, nothing done twice' : `${found.length} breaches`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
} finally {
  earlier.remove();
}

async function proof(): Promise<readonly string[]> {
  const old = await startCountyUnderTest({ code: earlier.code, hasty: true });
  const keeper = supervisor(say);
  let kept = false;
  try {
    const open = await openStays(old);
    say(`0.1.0 runs, with ${open.length} open stays`);
    const present = await beside(old, keeper.start);
    const ended: StayView[] = [];
    const half = open.length / 2;
    for (const stay of open.slice(0, half)) ended.push(await finished(present, stay));
    ended.push(await hospitalized(present), await hospitalized(old));
    say('side by side: stays of either version closed through the other');
    await Promise.all([old.processes.api.stop(), ...old.processes.workers.map((worker) => worker.stop())]);
    for (const stay of open.slice(half)) ended.push(await finished(present, stay));
    ended.push(await hospitalized(present));
    say('0.1.0 is away: the others closed');
    const found = await breaches(present, ended);
    await keeper.stopAll();
    await old.stop();
    kept = true;
    return [...found, ...(await startedAgain(old))];
  } finally {
    await keeper.stopAll();
    if (!kept) await old.end();
  }
}

interface OpenStay {
  readonly caseRef: CaseRef;
  readonly at: 'admitted' | 'insurer silent' | 'settled';
}

/** Some that are in care, some whose insurer does not answer, some that wait for the patient's part. */
async function openStays(county: CountyUnderTest): Promise<readonly OpenStay[]> {
  const times = Array.from({ length: each * 2 });
  const open: OpenStay[] = [];
  for (const _ of times) open.push({ caseRef: await admitted(county), at: 'admitted' });
  for (const _ of times) {
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    await reached(county, caseRef, ({ settlement }) => settlement !== null);
    open.push({ caseRef, at: 'settled' });
  }
  const silent = await Promise.all(times.map(() => admitted(county)));
  await county.fault('medical-insurance', { kind: 'hang', operations: ['settle'] });
  await Promise.all(silent.map((caseRef) => discharged(county, caseRef)));
  for (const caseRef of silent) open.push({ caseRef, at: 'insurer silent' });
  // Every second of each kind goes into the first half.
  return [...open.filter((_, at) => at % 2 === 0), ...open.filter((_, at) => at % 2 === 1)];
}

async function finished(county: CountyUnderTest, { caseRef, at }: OpenStay): Promise<StayView> {
  await county.fault('medical-insurance', null);
  if (at === 'admitted') await discharged(county, caseRef);
  return closed(county, caseRef);
}

/** Migrates under the running processes and starts an api and a worker of this version; the same county through them. */
async function beside(
  county: CountyUnderTest,
  start: (plan: ReturnType<typeof hubProcesses>['api']) => Promise<SupervisedProcess>,
): Promise<CountyUnderTest> {
  const { credentials, databaseUrl, state } = county;
  const db = openDatabase({ url: databaseUrl, poolSize: 2, applicationName: 'hub-migrate' });
  await migrate(db);
  await db.destroy();
  const apiPort = await freePort(0);
  const processes = moreProcesses(county, { apiPort });
  await start({ ...processes.api, name: 'api-of-this-version', pidFile: state.pidFile('api-2') });
  await start(processes.worker('worker-of-this-version'));
  const url = `http://127.0.0.1:${apiPort}`;
  const token = credentials.hospitals[institution]?.token ?? '';
  return { ...county, hospital: hubClient(url, token) };
}

/** The folder that 0.1.0 left, started as an owner does after an update. */
async function startedAgain({ state }: CountyUnderTest): Promise<readonly string[]> {
  const county = await startCountyUnderTest({ state });
  try {
    const stay = await hospitalized(county);
    say('started by this version alone: the next stay closed');
    return await breaches(county, [stay]);
  } finally {
    await county.end();
  }
}
