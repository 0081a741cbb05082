import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import type { CountyAddresses } from '../../county/addresses.ts';
import { simulatedHospital } from '../../county/hospital.ts';
import { populationSeed, setCalendars } from '../../county/party-processes.ts';
import { counties } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import type { CountyCredentials } from '../../county/seed/register.ts';
import { isCountyTaken, readJson, stateDirectory } from '../../county/state.ts';
import { addDays, chinaDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { institution, scheme, until } from './county-under-test.ts';

const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-county-')));
const program = fileURLToPath(new URL('../../county/main.ts', import.meta.url));
const starts: ChildProcess[] = [];
const longMs = 240_000;

afterAll(async () => {
  for (const start of starts) start.kill('SIGINT');
  await Promise.all(starts.map((start) => ended(start)));
  rmSync(state.root, { recursive: true, force: true, maxRetries: 5 });
});

test('Ctrl-C stops everything, a start goes on with every open stay, and a second start finds the first', async () => {
  const first = start();
  await first.says('Ctrl-C');
  const day = chinaDate(Date.now());
  const place = counties.find(({ slug }) => slug === 'zaoqiang');
  invariant(place !== undefined, 'zaoqiang is a county of the box');
  const { caseRef } = await hospital().admit({
    ...{ scheme, admissionNo: 'OPEN-1', admittedOn: addDays(day, -2) },
    person: personOf(place, populationSeed, 0),
  });
  await stage(caseRef, 'Admitted');

  const second = start();
  expect(await ended(second.process)).toBe(0);
  expect(second.said()).toContain('already running here');

  first.process.kill('SIGINT');
  expect(await ended(first.process)).toBe(0);
  expect(isCountyTaken(state)).toBe(false);
  expect(readdirSync(state.runDirectory).filter((name) => name.endsWith('.pid'))).toEqual([]);
  await expect(hospital().stay(caseRef)).rejects.toThrow('ECONNREFUSED');

  const third = start();
  await third.says('Ctrl-C');
  // The county's payers keep their calendars after the opening stays; this one pays at once.
  await setCalendars(addresses().parties, 'immediate');
  await hospital().discharge(caseRef, day, { totalFen: 100_000, outOfPolicyFen: 0 });
  const { settlement } = await stage(caseRef, 'Settled');
  await hospital().takePayment(caseRef, settlement?.patientFen ?? (0 as never), day);
  await stage(caseRef, 'Closed');
  third.process.kill('SIGINT');
  expect(await ended(third.process)).toBe(0);
});

/** `npm start -- --quiet` as its process; progress is on standard error. */
function start() {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, '--quiet'], {
    env: { ...systemEnvironment(), HUB_COUNTY_DIR: state.root },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  starts.push(child);
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  return {
    process: child,
    said: () => said,
    says: (text: string) =>
      until(
        `the county says ${text}`,
        async () => {
          if (child.exitCode !== null) throw new Error(said);
          return said.includes(text);
        },
        longMs,
      ),
  };
}

function ended(child: ChildProcess | undefined): Promise<number | null> {
  return new Promise((resolve) => {
    if (child === undefined || child.exitCode !== null) resolve(child?.exitCode ?? null);
    else child.once('exit', resolve);
  });
}

function hospital() {
  const credentials = readJson<CountyCredentials>(state.credentialsFile);
  const token = credentials?.hospitals[institution]?.token;
  invariant(token !== undefined, 'the county tells its credentials');
  return simulatedHospital({ api: addresses().api, institution, token, schemes: loadSchemes() });
}

function addresses(): CountyAddresses {
  const told = readJson<CountyAddresses>(state.addressesFile);
  invariant(told !== undefined, 'the county tells where it is');
  return told;
}

function stage(caseRef: Parameters<ReturnType<typeof hospital>['stay']>[0], wanted: string) {
  return until(`${caseRef} is ${wanted}`, async () => {
    const view = await hospital().stay(caseRef);
    return view.stage === wanted || (wanted === 'Settled' && view.settlement !== null) ? view : false;
  });
}
