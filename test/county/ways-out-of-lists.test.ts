import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { HubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { hubAt } from './at-terminal.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody } from './hospitalizations.ts';
import { civil, heading, hospitalOf, others, row, rural, someone } from './kaizhou.ts';

/** What waits because of a list, caused and ended in a running county with the commands that OPERATIONS names and no others. */
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

/** Sends a file as an agency's clerk does; the last words of the command. */
async function pushed(listId: string, rows: readonly string[], ...more: readonly string[]): Promise<string> {
  const file = join(county.state.root, `${listId}.csv`);
  writeFileSync(file, heading + rows.join(''));
  return hub('list', 'push', listId, file, '--wait', ...more);
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
  expect(await hub('list', 'status', civil, '2')).toContain('list-shrinks');
  await hub('list', 'release', civil, '2', '--reject');
  await gone('list-held', waiting);
  expect(await hub('list', 'status', civil, '2')).toContain('rejected');
});

test('list-stale: the list comes again, and the condition of whoever it named ends', async () => {
  const patient = await someone(county, 1);
  await pushed(rural, unstable);
  const old = addDays(county.today(), -40);
  // Older than what serves: a second person looks at it.
  await pushed(civil, [...poor, row(patient, '低保对象', 'A')], '--as-of', old).catch(() => 'held');
  await until('it is held', async () => (await waiting()).includes('list-held'));
  await hub('list', 'release', civil);
  await gone('list-held', waiting);
  const caseRef = await decided(patient);
  expect(await shown(caseRef)).toContain('list-stale');
  const newcomer = row(await someone(county, 3), '特困人员', 'B');
  await pushed(civil, [...poor, row(patient, '低保对象', 'A'), newcomer], '--as-of', county.today());
  await gone('list-stale', () => shown(caseRef));
});

test('list-conflict: the offices are asked, and what they found is recorded by its number', async () => {
  const patient = await someone(county, 2);
  await pushed(civil, [...poor, row(patient, '特困人员', 'C')]);
  await pushed(rural, [...unstable, row({ ...patient, name: `${patient.name}某` }, '脱贫不稳定户', 'C')]);
  const caseRef = await decided(patient);
  expect(await shown(caseRef)).toContain('list-conflict');
  const open = JSON.parse(await hub('conflict', 'list', '--json')) as {
    readonly conflicts: readonly { readonly conflictId: number; readonly caseRef: string }[];
  };
  const mine = open.conflicts.filter((one) => one.caseRef === caseRef);
  expect(mine.length).toBeGreaterThan(0);
  for (const { conflictId } of mine)
    await hub('conflict', 'settle', String(conflictId), '已与两部门核实,以身份证为准');
  await gone('list-conflict', () => shown(caseRef));
});

test('list-pull-failed: the agency is back, and the list is fetched by hand', async () => {
  await county.fault('civil-affairs', { kind: 'error', status: 503 });
  // What its agency does not give is asked for again and again.
  void hub('list', 'pull', 'linhe-civil-affairs').catch(() => undefined);
  await until('it is said', async () => (await waiting()).includes('list-pull-failed'), 240_000);
  await county.fault('civil-affairs', null);
  await hub('list', 'pull', 'linhe-civil-affairs').catch(() => 'one is under way');
  await until('it is gone', async () => !(await waiting()).includes('list-pull-failed'), 120_000);
});
