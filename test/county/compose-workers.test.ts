import { afterAll, beforeAll, expect, test } from 'vitest';
import { supervisor } from '../../county/servers/supervisor.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { addressesOfAll, composeWorker } from './compose-worker.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody, closed, discharged, reached } from './hospitalizations.ts';
import { breaches, of } from './oracle.ts';

let county: CountyUnderTest;
const keeper = supervisor(() => undefined);

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 0 });
});
afterAll(async () => {
  await keeper.stopAll();
  await county?.end();
});

test('workers as compose starts them: a party without an address is not asked and the stay says so; with one it goes on and closes', async () => {
  const flow = await composeWorker(county, keeper, 'flow-worker', {});
  const unconnected = await composeWorker(county, keeper, 'party-worker', {});
  for (const { port } of [flow, unconnected])
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);

  const body = admissionBody(county, await county.person());
  const { caseRef } = (await county.hospital.post<StayView>('/v1/stays', body)).body;
  await until('the stay says so', async () => (await attentionOf(caseRef)) !== null);
  expect(await attentionOf(caseRef)).toBe('party-not-connected identify medical-insurance');
  expect(of(await county.effects('medical-insurance'), caseRef)).toEqual([]);
  const sent = 'SELECT operation FROM messages WHERE case_ref = $1';
  expect(await county.sql(sent, [caseRef])).toEqual([]);

  // `docker compose up -d` with the addresses in .env: a new process in the place of the old one.
  await unconnected.process.away();
  await composeWorker(county, keeper, 'party-worker', addressesOfAll(county));
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  expect(await attentionOf(caseRef)).toBeNull();
  await discharged(county, caseRef);
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
});

async function attentionOf(caseRef: CaseRef): Promise<string | null> {
  interface Item {
    readonly caseRef: string;
    readonly code: string;
    readonly step: string;
    readonly blockedOn: string;
  }
  const { attention } = await county.operator.get<{ attention: readonly Item[] }>('/v1/attention');
  const item = attention.find((one) => one.caseRef === caseRef);
  return item === undefined ? null : `${item.code} ${item.step} ${item.blockedOn}`;
}
