import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { StayView } from '../../county/hospital.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { admissionBody } from './hospitalizations.ts';
import { victims } from './kills.ts';
import { breaches, leaks } from './oracle.ts';
import { throughStorm } from './storm.ts';

let county: CountyUnderTest;
const treated: CountyPerson[] = [];
const ended: StayView[] = [];

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 2, hasty: true });
});
afterAll(() => county?.end());

// Every worker dies again and again; so do the Temporal server, PostgreSQL, the api, and the insurer itself.
// At length, with faults and people who act: `npm run storm`.
describe('kill -9 in the middle of admission, settlement and reimbursement', () => {
  const seed = 4;
  test(`SEED ${seed}: anything`, async () => {
    const { stays, people } = await throughStorm(county, { seed, stays: 6, kills: 6, victims });
    treated.push(...people);
    ended.push(...stays);
    expect(await breaches(county, stays)).toEqual([]);
  });

  test('after all of it nothing was lost or done twice, and nobody is named anywhere in clear', async () => {
    expect(await breaches(county, ended)).toEqual([]);
    const rows = await county.sql<{ n: number }>('SELECT count(*)::int AS n FROM stays');
    expect(rows[0]?.n).toBe(ended.length);
    expect(await leaks(county, treated)).toEqual([]);
  });

  test('the search for names would find one', async () => {
    const [stay] = ended;
    const [person] = treated;
    if (stay === undefined || person === undefined) throw new Error('nobody was treated');
    // What must stand in clear somewhere is found there: the case ref in logs, Temporal and tables.
    const found = await leaks(county, [{ ...person, name: stay.caseRef as string }]);
    expect(found.some((place) => place.endsWith('.db') || place.endsWith('-wal'))).toBe(true);
    expect(found).toContain('table stays');
  });
});

// A16
test('fifty windows admit the same patient at once: one stay, and all get its case ref', async () => {
  const body = admissionBody(county, await county.person());
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => county.hospital.post<StayView>('/v1/stays', body)),
  );
  expect(new Set(answers.map(({ body: { caseRef } }) => caseRef)).size).toBe(1);
  const rows = await county.sql('SELECT 1 FROM stays WHERE admission_no = $1', [body.admissionNo]);
  expect(rows).toHaveLength(1);
  const caseRef = answers[0]?.body.caseRef ?? '';
  const running: string[] = [];
  for await (const { workflowId } of county.temporal.workflow.list({ query: `HubCaseRef = "${caseRef}"` }))
    running.push(workflowId);
  expect(running).toHaveLength(1);
});
