import axios from 'axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { slack } from '../servers/temporary.ts';
import { type CountyUnderTest, institution, startCountyUnderTest } from './county-under-test.ts';
import { admissionBody, admitted, closed, discharged, reached } from './hospitalizations.ts';
import { breaches } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
  await admitted(county);
});
afterAll(() => county?.end());

/** The promise of the product, whatever is down: three seconds, on a machine of its own. */
const windowMs = 3_000 * slack;

test('Temporal is dead: 202 at once, and the stay starts when it is back', async () => {
  const back = await away(county.servers.temporal);
  const answer = await atTheWindow();
  expect(answer.status).toBe(202);
  expect(answer.ms).toBeLessThan(windowMs);
  expect((await atTheWindow(answer.body)).caseRef).toBe(answer.caseRef);
  await back();
  await goesOn(answer.caseRef);
});

test('Temporal is there and says nothing: 202 in time, and the stay starts when it speaks', async () => {
  const pid = county.servers.temporal?.current().pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    const answer = await atTheWindow();
    expect(answer.status).toBe(202);
    expect(answer.ms).toBeLessThan(windowMs);
    process.kill(pid, 'SIGCONT');
    await goesOn(answer.caseRef);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('the insurer hangs: 202 in time, and the decision follows', async () => {
  await county.fault('medical-insurance', { kind: 'hang' });
  const answer = await atTheWindow();
  expect(answer.status).toBe(202);
  expect(answer.ms).toBeLessThan(windowMs);
  await county.fault('medical-insurance', null);
  await goesOn(answer.caseRef);
});

test('PostgreSQL is dead: a problem with Retry-After in time, and the same request is taken when it is back', async () => {
  const back = await away(county.servers.postgres);
  const answer = await atTheWindow();
  expect(answer.status).toBe(503);
  expect(answer.ms).toBeLessThan(windowMs);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  await back();
  const again = await atTheWindow(answer.body);
  expect([201, 202]).toContain(again.status);
  await goesOn(again.caseRef);
});

test('the server dies after it took the start and before a worker took the Update: the decision follows', async () => {
  const [worker] = county.processes.workers;
  const workerBack = await worker?.away();
  const answer = await atTheWindow();
  expect(answer.status).toBe(202);
  expect(answer.ms).toBeLessThan(windowMs);
  const started = await county.temporal.workflow
    .getHandle(`stay/${institution}/${answer.caseRef}`)
    .describe();
  expect(started.status.name).toBe('RUNNING');
  const temporalBack = await away(county.servers.temporal);
  await temporalBack();
  workerBack?.();
  await goesOn(answer.caseRef);
});

test('the worker is dead when the patient goes home: the discharge is taken, and settled later', async () => {
  const caseRef = await admitted(county);
  const workerBack = await county.processes.workers[0]?.away();
  const began = performance.now();
  await discharged(county, caseRef);
  expect(performance.now() - began).toBeLessThan(windowMs);
  workerBack?.();
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
});

/** One request as a hospital sends it, timed at the hospital. */
async function atTheWindow(body?: unknown) {
  const sent = body ?? admissionBody(county, await county.person());
  const token = county.credentials.hospitals[institution]?.token;
  const began = performance.now();
  const { status, headers, data } = await axios.post<{ caseRef: CaseRef }>(
    `${county.addresses.api}/v1/stays`,
    sent,
    { headers: { authorization: `Bearer ${token}` }, validateStatus: () => true, proxy: false },
  );
  return { status, headers, caseRef: data.caseRef, body: sent, ms: performance.now() - began };
}

/** The stay gets its decision and runs to its end, with everything done once. */
async function goesOn(caseRef: CaseRef): Promise<void> {
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  await discharged(county, caseRef);
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
}

function away(server: CountyUnderTest['servers']['postgres'] | CountyUnderTest['servers']['temporal']) {
  invariant(server !== null, 'the county has servers of its own');
  return server.away();
}
