import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { HubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { hubAt } from './at-terminal.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody } from './hospitalizations.ts';
import { civil, heading, hospitalOf, others, row, rural, someone } from './kaizhou.ts';

/** What waits because of a list, caused and ended in a running county by typing what `hub attention` shows. */
let county: CountyUnderTest;
let hospital: HubClient;

const kaizhou = { scheme: 'kaizhou-2024', institution: 'H50015400001' as InstitutionId };
const [poor, unstable] = [others('特困人员'), others('脱贫不稳定户')];

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
  hospital = hospitalOf(county, kaizhou.institution);
});
afterAll(() => county?.end());

const hub = (...words: readonly string[]) => hubAt(county, words);
const waiting = () => hub('attention');

/** The command that a wait shows, as a person types it: what stands in `<…>` is filled in, in order. */
function typed(shownText: string, command: string, ...filledIn: readonly string[]): Promise<string> {
  const line = shownText.split('\n').find((one) => one.trim().startsWith(command));
  invariant(line !== undefined, `${command} is offered in:\n${shownText}`);
  const left = [...filledIn];
  const words = line.trim().split(' ').slice(1);
  return hub(...words.map((word) => (word.startsWith('<') ? (left.shift() ?? word) : word)));
}

/** Sends a file as an agency's clerk does; the last words of the command. */
async function pushed(listId: string, rows: readonly string[], ...more: readonly string[]): Promise<string> {
  return hub('list', 'push', listId, fileOf(listId, rows), '--wait', ...more);
}

function fileOf(listId: string, rows: readonly string[]): string {
  const file = join(county.state.root, `${listId}.csv`);
  writeFileSync(file, heading + rows.join(''));
  return file;
}

/** Admits and waits for the decision. */
async function decided(person: CountyPerson): Promise<CaseRef> {
  const { body } = await hospital.post<StayView>('/v1/stays', admissionBody(county, person, kaizhou));
  const caseRef = body.caseRef as CaseRef;
  await until('the decision', async () => {
    return (await hospital.get<StayView>(`/v1/stays/${caseRef}`)).decision !== null;
  });
  return caseRef;
}

const shown = (caseRef: CaseRef) => hub('attention', 'show', caseRef);
const gone = (code: string, look: () => Promise<string>) =>
  until(`${code} is gone`, async () => !(await look()).includes(code));

test('list-held: the list says why, and a second person rejects or releases it', async () => {
  await pushed(civil, poor);
  // A third is missing.
  await pushed(civil, poor.slice(0, 20)).catch(() => 'held');
  await until('it is held', async () => (await waiting()).includes('list-held'));
  const held = await waiting();
  expect(await typed(held, 'hub list status')).toContain('list-shrinks');
  await typed(held, `hub list release ${civil} 2 --reject`);
  await gone('list-held', waiting);
  expect(await typed(held, 'hub list status')).toContain('rejected');
});

test('list-stale: the list comes again, and the condition of whoever it named ends', async () => {
  const patient = await someone(county, 1);
  await pushed(rural, unstable);
  const old = addDays(county.today(), -40);
  // Older than what serves: a second person looks at it.
  await pushed(civil, [...poor, row(patient, '低保对象', 'A')], '--as-of', old).catch(() => 'held');
  await until('it is held', async () => (await waiting()).includes('list-held'));
  await typed(await waiting(), 'hub list release');
  await gone('list-held', waiting);
  const caseRef = await decided(patient);
  const newcomer = row(await someone(county, 3), '特困人员', 'B');
  const file = fileOf(civil, [...poor, row(patient, '低保对象', 'A'), newcomer]);
  await typed(await shown(caseRef), `hub list push ${civil}`, file);
  await gone('list-stale', () => shown(caseRef));
});

test('list-conflict: the offices are asked, and what they found is recorded by its number', async () => {
  const patient = await someone(county, 2);
  await pushed(civil, [...poor, row(patient, '特困人员', 'C')]);
  await pushed(rural, [...unstable, row({ ...patient, name: `${patient.name}某` }, '脱贫不稳定户', 'C')]);
  const caseRef = await decided(patient);
  const said = await shown(caseRef);
  const open = await typed(said, 'hub conflict list');
  const mine = open.split('\n').filter((line) => line.includes(caseRef));
  expect(mine.length).toBeGreaterThan(0);
  for (const [number = ''] of mine.map((line) => line.split('  ')))
    await typed(said, 'hub conflict settle', number, '已与两部门核实,以身份证为准');
  await gone('list-conflict', () => shown(caseRef));
});

test('list-pull-failed: the agency is back, and the list is fetched by hand', async () => {
  await county.fault('civil-affairs', { kind: 'error', status: 503 });
  // What its agency does not give is asked for again and again.
  void hub('list', 'pull', 'linhe-civil-affairs').catch(() => undefined);
  await until('it is said', async () => (await waiting()).includes('list-pull-failed'), 240_000);
  await county.fault('civil-affairs', null);
  await typed(await waiting(), 'hub list pull').catch(() => 'one is under way');
  await until('it is gone', async () => !(await waiting()).includes('list-pull-failed'), 120_000);
});
