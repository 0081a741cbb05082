import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { hubAt } from './at-terminal.ts';
import { type CountyUnderTest, startCountyUnderTest, until, workflowIdOf } from './county-under-test.ts';
import { admissionBody, admitted, closed, discharged, reached } from './hospitalizations.ts';
import { breaches, of } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest();
});
afterAll(() => county?.end());

/** The promise of the product: within a minute of trouble a person can see it. */
const seenWithinMs = 60_000;

test('an insurer switched off in mid-settlement is seen in four places within a minute; switched on, the stay goes on by itself', async () => {
  const caseRef = await admitted(county);
  await county.fault('medical-insurance', { kind: 'refuse' });
  await discharged(county, caseRef);

  const workflowId = workflowIdOf(caseRef);
  const query =
    'HubAttention = "agency-wait" AND HubBlockedOn = "medical-insurance" AND HubStage = "Discharged"';
  const seen = (what: string, look: () => Promise<boolean>) => until(what, look, seenWithinMs);
  await Promise.all([
    seen('the list of the Temporal UI', async () => {
      for await (const found of county.temporal.workflow.list({ query }))
        if (found.workflowId === workflowId) return true;
      return false;
    }),
    seen('the current details', async () => {
      const said = await currentDetails(workflowId);
      return ['等待外部单位答复', '`medical-insurance`', '`settle`', '怎么办'].every((word) =>
        said.includes(word),
      );
    }),
    seen(
      'GET /v1/attention',
      async () => (await attentionOf(caseRef)) === 'agency-wait settle medical-insurance',
    ),
    seen('hub attention --json', async () => (await hubAttention()).includes(caseRef)),
  ]);

  await county.fault('medical-insurance', null);
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
  expect(await attentionOf(caseRef)).toBeNull();
  expect(await hubAttention()).not.toContain(caseRef);
  const { searchAttributes } = await county.temporal.workflow.getHandle(workflowId).describe();
  expect(searchAttributes.HubAttention ?? []).toEqual([]);
  const done = of(await county.effects('medical-insurance'), caseRef);
  expect(done.filter(({ operation }) => operation === 'settle')).toHaveLength(1);
});

test('an insurer on hold is asked nothing, is said once and not per stay, and gets what waited when it is released', async () => {
  await hub('party', 'hold', 'medical-insurance', '--reason', '系统升级');
  const caseRefs: CaseRef[] = [];
  for (let at = 0; at < 3; at += 1) {
    const body = admissionBody(county, await county.person());
    caseRefs.push((await county.hospital.post<StayView>('/v1/stays', body)).body.caseRef as CaseRef);
  }
  interface Holds {
    readonly holds: readonly { readonly party: string; readonly parked: number }[];
  }
  const parked = async (): Promise<number | undefined> =>
    (await county.operator.get<Holds>('/v1/party-holds')).holds[0]?.parked;
  await until('three calls wait in line', async () => (await parked()) === caseRefs.length);
  const waits = await hub('attention', '--json');
  expect(waits).toContain('party-on-hold');
  for (const caseRef of caseRefs) expect(waits).not.toContain(caseRef);
  const asked = await county.sql('SELECT FROM messages WHERE case_ref = ANY ($1)', [caseRefs]);
  expect(asked).toEqual([]);

  await hub('party', 'release', 'medical-insurance');
  for (const caseRef of caseRefs) await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  expect(await hub('attention', '--json')).not.toContain('party-on-hold');
  const done = await county.effects('medical-insurance');
  for (const caseRef of caseRefs)
    expect(of(done, caseRef).filter(({ operation }) => operation === 'admit')).toHaveLength(1);
});

test('a worker killed while the insurer has its message: the next one asks what became of it within seconds, not when the call’s time is up', async () => {
  const body = admissionBody(county, await county.person());
  await county.fault('medical-insurance', { kind: 'hang', operations: ['admit'], times: 1 });
  const { caseRef } = (await county.hospital.post<StayView>('/v1/stays', body)).body;
  const sends = async (): Promise<number> => {
    const rows = await county.sql<{ sends: number }>(
      "SELECT sends FROM messages WHERE case_ref = $1 AND operation = 'admit'",
      [caseRef],
    );
    return rows[0]?.sends ?? 0;
  };
  await until('the message is out', async () => (await sends()) === 1);
  await county.processes.workers[0]?.kill9();
  const killed = performance.now();
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  // A call may take 30 s and a question after it as long.
  expect(performance.now() - killed).toBeLessThan(30_000);
  expect(await sends()).toBe(2);
  const done = of(await county.effects('medical-insurance'), caseRef);
  expect(done.filter(({ operation }) => operation === 'admit')).toHaveLength(1);
});

async function currentDetails(workflowId: string): Promise<string> {
  const handle = county.temporal.workflow.getHandle(workflowId);
  const { currentDetails: said } = await handle.query<{ currentDetails?: string }>(
    '__temporal_workflow_metadata',
  );
  return said ?? '';
}

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

const hubAttention = (): Promise<string> => hub('attention', '--json');

const hub = (...words: readonly string[]): Promise<string> => hubAt(county, words);
