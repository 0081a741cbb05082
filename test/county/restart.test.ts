import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CountyAddresses } from '../../county/addresses.ts';
import { simulatedHospital } from '../../county/hospital.ts';
import { hubClient } from '../../county/hub-client.ts';
import { populationSeed, setCalendars } from '../../county/party-processes.ts';
import { counties, countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import type { CountyCredentials } from '../../county/seed/register.ts';
import { isAlive } from '../../county/servers/identity.ts';
import type { ProcessNote } from '../../county/servers/process.ts';
import { readJson, stateDirectory, takeCounty } from '../../county/state.ts';
import { addDays, chinaDate } from '../../domain/dates.ts';
import { parties } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { countyProcesses, ended } from './county-processes.ts';
import { institution, scheme, until } from './county-under-test.ts';

const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-county-')));
const { start, hub, endStarts } = countyProcesses(state);

afterAll(async () => {
  await endStarts();
  rmSync(state.root, { recursive: true, force: true, maxRetries: 5 });
});

test('a county starts, stops, is killed in its walk and starts again, whatever its owner did to its lists; open stays go on', async () => {
  const first = start();
  await first.says('Ctrl-C');
  expect(first.said()).toContain('the opening stays are closed');
  // Kaizhou's health commission had the lists delivered to one hospital, which knew its patient by them.
  expect(first.printed()).toContain('recognised by the hospital’s own system: subsistence-allowance');
  const day = chinaDate(Date.now());
  const place = counties.find(({ slug }) => slug === 'zaoqiang');
  invariant(place !== undefined, 'zaoqiang is a county of the box');
  const { caseRef } = await hospital().admit({
    ...{ scheme, admissionNo: 'OPEN-1', admittedOn: addDays(day, -2) },
    person: personOf(place, populationSeed, 0),
  });
  await stage(caseRef, 'Admitted');
  await replaceList();

  const second = start('--once');
  expect(await ended(second.process)).toBe(1);
  expect(second.said()).toContain('already running here');
  expect(second.printed()).toContain('── kaizhou-2024 ──\n未办结 / not closed: case_');
  expect(second.printed()).toContain('被拒 / refused: 不符合：属于七类人员');
  expect(second.printed().match(/every payer has paid/g)).toHaveLength(5);

  const given = start('--walk');
  await given.says('the opening stays begin');
  given.process.kill('SIGINT');
  expect(await ended(given.process)).toBe(0);
  expect(given.said()).toContain('正在停止 / stopping');
  expect(given.printed()).toBe('');

  first.process.kill('SIGINT');
  expect(await ended(first.process)).toBe(0);
  const possession = takeCounty(state);
  expect(possession.kind).toBe('ours');
  if (possession.kind === 'ours') possession.release();
  expect(running()).toEqual([]);
  await expect(hospital().stay(caseRef)).rejects.toThrow('ECONNREFUSED');

  const killed = start('--walk');
  await killed.says('the opening stays begin');
  killed.process.kill('SIGKILL');
  await ended(killed.process);
  const left = running().map((name) => readJson<ProcessNote>(join(state.runDirectory, name)));
  expect(left.filter(isLeft), 'api, worker, codec, two servers and every party run on').toHaveLength(
    5 + parties.length,
  );

  const third = start();
  await third.says('Ctrl-C');
  expect(third.said()).toContain('stopped what an earlier run left: ');
  expect(left.filter(isLeft), 'nothing of the killed run is left').toEqual([]);
  expect(third.said()).toContain('own ones kept: 1');
  expect(third.said()).toMatch(/it recognises [1-9]\d* people/);
  expect(third.said(), 'once in a county').not.toContain('the opening stays begin');
  expect(await serving()).toMatchObject({ source: 'push', members: { after: 1 } });
  // The county's payers keep their calendars after the opening stays; this one pays at once.
  await setCalendars(addresses().parties, 'immediate');
  await hospital().discharge(caseRef, day, { totalFen: 100_000, outOfPolicyFen: 0 });
  const { settlement } = await stage(caseRef, 'Settled');
  await hospital().takePayment(caseRef, settlement?.patientFen ?? (0 as never), day);
  await stage(caseRef, 'Closed');
  // Whoever read what it says goes first, as at Ctrl-C in `npm start | tee`.
  third.process.stderr?.destroy();
  third.process.kill('SIGINT');
  expect(await ended(third.process)).toBe(0);
  expect(running()).toEqual([]);
});

/** What the county's processes are noted as. */
function running(): readonly string[] {
  return readdirSync(state.runDirectory).filter((name) => name.endsWith('.pid'));
}

const isLeft = (note: ProcessNote | undefined): boolean => note !== undefined && isAlive(note);

const replaced = 'kaizhou-civil-affairs';

/** Its owner sends a list of one that speaks for a day before the walk's admissions; it is held, and the owner lets it serve. */
async function replaceList(): Promise<void> {
  const broken = await hub('list', 'push', replaced, file('broken.xlsx', 'no workbook'), '--wait');
  expect(broken).toMatchObject({ code: 1, out: { state: 'failed', reasons: [{ code: 'wrong-type' }] } });
  expect(broken.out.reasons[0]?.zh).toMatch(/\p{Script=Han}/u);
  const { idNumber, name } = personOf(countyOf('kaizhou'), 11, 1);
  // Whoever sends it is told where to look.
  const beside = `身份证号码,姓名,人员类别,认定日期,备注\n${idNumber},${name},特困人员,2017-01-01,${personOf(countyOf('kaizhou'), 11, 2).idNumber}\n`;
  const unread = await hub('list', 'push', replaced, file('beside.csv', beside), '--wait');
  expect(unread).toMatchObject({
    code: 1,
    out: { state: 'failed', reasons: [{ code: 'numbers-not-read' }] },
  });
  expect(unread.out.reasons[0]?.zh).toMatch(/（表格行 2，列号 5）$/);
  const text = `身份证号码,姓名,人员类别,认定日期\n${idNumber},${name},特困人员,2017-01-01\n`;
  const before = addDays(chinaDate(Date.now()), -20);
  const pushed = await hub('list', 'push', replaced, file('own.csv', text), '--as-of', before, '--wait');
  expect(pushed).toMatchObject({ code: 0, out: { state: 'held' } });
  expect(pushed.out.reasons.map(({ code }) => code)).toContain('list-shrinks');
  expect(await hub('list', 'release', replaced)).toMatchObject({ code: 0, out: { state: 'released' } });
}

function file(name: string, text: string): string {
  const path = join(state.root, name);
  writeFileSync(path, text);
  return path;
}

async function serving(): Promise<{ readonly source: string } | null> {
  const operator = hubClient(addresses().api, credentials().operator.token);
  return (await operator.get<{ serving: { source: string } | null }>(`/v1/lists/${replaced}`)).serving;
}

function credentials(): CountyCredentials {
  const told = readJson<CountyCredentials>(state.credentialsFile);
  invariant(told !== undefined, 'the county tells its credentials');
  return told;
}

function hospital() {
  const token = credentials().hospitals[institution]?.token;
  invariant(token !== undefined, 'the hospital has a credential');
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
