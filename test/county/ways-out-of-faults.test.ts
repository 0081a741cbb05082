import { afterAll, beforeAll, expect, test } from 'vitest';
import { supervisor } from '../../county/servers/supervisor.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { hubAt } from './at-terminal.ts';
import { addressesOfAll, type ComposeWorker, composeWorker } from './compose-worker.ts';
import { type CountyUnderTest, startCountyUnderTest, until, workflowIdOf } from './county-under-test.ts';
import { admitted, bill, closed, discharged } from './hospitalizations.ts';
import { older } from './older.ts';
import { breaches } from './oracle.ts';

/** What waits because the hub itself is not well, caused and ended in a running county by what OPERATIONS names: `hub`, the Temporal UI, the workers. */
let county: CountyUnderTest;
/** Speaks to the parties; the other worker runs the workflows. */
let partyWorker: ComposeWorker;
const keeper = supervisor(() => undefined);

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 0, hasty: true });
  await composeWorker(county, keeper, 'flow-worker', {});
  partyWorker = await composeWorker(county, keeper, 'party-worker', addressesOfAll(county));
});
afterAll(async () => {
  await keeper.stopAll();
  await county?.end();
});

const hub = (...words: readonly string[]) => hubAt(county, words);
const shows = (caseRef: CaseRef, code: string, withinMs = 120_000) =>
  until(
    `${code} is shown`,
    async () => {
      const text = await hub('attention', 'show', caseRef);
      return text.includes(code) && text;
    },
    withinMs,
  );
const gone = (caseRef: CaseRef, code: string) =>
  until(`${code} is gone`, async () => !(await hub('attention', 'show', caseRef)).includes(code));

/** Whatever was done to it: closed, and nothing twice. */
async function endsWell(caseRef: CaseRef): Promise<void> {
  const stay: StayView = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
}

test('worker-absent: the worker is started again, and the stays go on', async () => {
  const caseRef = await admitted(county);
  const back = await partyWorker.process.away();
  await discharged(county, caseRef);
  await shows(caseRef, 'worker-absent');
  expect(await hub('attention')).toContain('worker-absent');
  back();
  await gone(caseRef, 'worker-absent');
  await endsWell(caseRef);
});

test('hub-fault: what was damaged is restored, and the stay is asked to look again', async () => {
  const caseRef = await admitted(county);
  const sealed = await county.sql<{ arrivalSealed: Buffer }>(
    'SELECT arrival_sealed AS "arrivalSealed" FROM stays WHERE case_ref = $1',
    [caseRef],
  );
  await county.sql(`UPDATE stays SET arrival_sealed = '\\x00'::bytea || arrival_sealed WHERE case_ref = $1`, [
    caseRef,
  ]);
  await county.hospital
    .post(`/v1/stays/${caseRef}/discharge`, { dischargedOn: county.today(), way: 'cured', bill })
    .catch(() => undefined);
  expect(await shows(caseRef, 'hub-fault')).toContain('seal-broken');
  await county.sql('UPDATE stays SET arrival_sealed = $2 WHERE case_ref = $1', [
    caseRef,
    sealed[0]?.arrivalSealed,
  ]);
  // Meanwhile it may have gone on by itself: then nothing is left to ask for.
  await hub('resolve', caseRef, 'ask-again', '--on', 'settle', '--evidence', '备份 2024-11').catch(
    (refused) => expect(String(refused)).toContain('resolution-unfit'),
  );
  await gone(caseRef, 'hub-fault');
  await endsWell(caseRef);
});

test('workflow-gone: what somebody terminated is started anew at the stage that the store knows', async () => {
  const caseRef = await admitted(county);
  await county.temporal.workflow.getHandle(workflowIdOf(caseRef)).terminate('by hand');
  await older(county);
  await shows(caseRef, 'workflow-gone', 180_000);
  await hub('stay', 'restart', caseRef);
  await gone(caseRef, 'workflow-gone');
  await discharged(county, caseRef);
  await endsWell(caseRef);
});

test('workflow-paused: it is unpaused in the UI, and takes what came meanwhile', async () => {
  const caseRef = await admitted(county);
  const named = { namespace: 'default', workflowId: workflowIdOf(caseRef), identity: 'by hand', reason: '' };
  await county.temporal.workflowService.pauseWorkflowExecution(named);
  await discharged(county, caseRef);
  await older(county);
  // It ends with another code than 0: what somebody paused is not repaired by the hub.
  await expect(hub('reconcile')).rejects.toThrow('Command failed');
  await shows(caseRef, 'workflow-paused');
  await county.temporal.workflowService.unpauseWorkflowExecution(named);
  await endsWell(caseRef);
  expect(await hub('attention', 'show', caseRef)).not.toContain('workflow-paused');
});
