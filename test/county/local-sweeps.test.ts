import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { slack } from '../servers/temporary.ts';
import { type CountyUnderTest, startCountyUnderTest, until, workflowIdOf } from './county-under-test.ts';
import { admissionBody, admitted, closed, discharged, reached } from './hospitalizations.ts';
import { breaches } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 2 });
});
afterAll(() => county?.end());

/** Every party answers within a sweep's time, and not before something was killed in it. */
const slowMs = 1_200;

const kills: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['both workers are killed', () => Promise.all(county.processes.workers.map((worker) => worker.kill9()))],
  ['PostgreSQL is killed', async () => county.servers.postgres?.kill9()],
];

test.for(kills)('when %s in a local sweep, nothing is lost and nothing done twice', async ([, kill]) => {
  for (const operation of ['identify', 'admit', 'settle', 'claim'])
    await county.fault('medical-insurance', { kind: 'slow', ms: slowMs, operations: [operation], times: 2 });
  const body = admissionBody(county, await county.person());
  const admission = county.hospital.post<StayView>('/v1/stays', body).catch(() => undefined);
  await sentTo('identify');
  await kill();
  await admission;
  await county.servers.postgres?.back();
  // The window asks again with the same body, as it does when it heard nothing.
  const { caseRef } = await until(
    'the admission is taken',
    async () => (await county.hospital.post<StayView>('/v1/stays', body)).body,
  );
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  const leaving = discharged(county, caseRef);
  await sentTo('settle');
  await kill();
  await county.servers.postgres?.back();
  // Between the sending of a claim and the keeping of its answer.
  await sentTo('claim');
  await kill();
  await county.servers.postgres?.back();
  await leaving;
  const stay = await closed(county, caseRef);
  await county.fault('medical-insurance', null);
  expect(await breaches(county, [stay])).toEqual([]);
});

test('a party that is silent holds no workflow task, and says so; the stays go on when it speaks', async () => {
  const caseRefs = await Promise.all(Array.from({ length: 4 }, () => admitted(county)));
  await county.fault('medical-insurance', { kind: 'hang', operations: ['settle', 'enquire'] });
  await Promise.all(caseRefs.map((caseRef) => discharged(county, caseRef)));
  await until('every stay is parked', async () => (await waitingFor('agency-wait')) === caseRefs.length);
  for (const caseRef of caseRefs) expect(await longestTaskMs(caseRef)).toBeLessThan(3_500 * slack);
  await county.fault('medical-insurance', null);
  const stays = await Promise.all(caseRefs.map((caseRef) => closed(county, caseRef)));
  expect(await breaches(county, stays)).toEqual([]);
  for (const caseRef of caseRefs) expect(await longestTaskMs(caseRef)).toBeLessThan(3_500 * slack);
});

/** Until a message of that kind stands in the log and is not answered. */
async function sentTo(operation: string): Promise<void> {
  const open = 'SELECT 1 FROM messages WHERE operation = $1 AND answered_at IS NULL';
  await until(`${operation} is under way`, async () => (await county.sql(open, [operation])).length > 0);
  await wait(100);
}

async function waitingFor(code: string): Promise<number> {
  const rows = await county.sql('SELECT 1 FROM attention WHERE code = $1', [code]);
  return rows.length;
}

/** The longest that one workflow task of the stay took (real ms). */
async function longestTaskMs(caseRef: CaseRef): Promise<number> {
  const { events } = await county.temporal.workflow.getHandle(workflowIdOf(caseRef)).fetchHistory();
  const at = (event: (typeof all)[number] | undefined): number =>
    Number(event?.eventTime?.seconds ?? 0) * 1_000 + (event?.eventTime?.nanos ?? 0) / 1e6;
  const all = events ?? [];
  const took = all.flatMap((event) => {
    const ended = event.workflowTaskCompletedEventAttributes;
    if (!ended) return [];
    const began = all.find(({ eventId }) => String(eventId) === String(ended.startedEventId));
    return [at(event) - at(began)];
  });
  return Math.max(0, ...took);
}
