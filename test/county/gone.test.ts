import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StayView } from '../../county/stay-view.ts';
import { type CaseRef, reimbursementWorkflowId } from '../../domain/ids.ts';
import { type CountyUnderTest, startCountyUnderTest, until, workflowIdOf } from './county-under-test.ts';
import { admitted, bill, closed, discharged, reached } from './hospitalizations.ts';
import { older } from './older.ts';
import { breaches } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
});
afterAll(() => county?.end());

test('a terminated stay, and a terminated stay with its claim, are seen within two minutes; restarted, both close and nothing is done twice', async () => {
  const inCare = await admitted(county);
  const settled = await admitted(county);
  const untouched = await admitted(county);
  await county.fault('medical-insurance', { kind: 'refuse' });
  await discharged(county, settled);
  await county.fault('medical-insurance', null);
  await reached(county, settled, (view) => view.settlement !== null);
  await terminate(workflowIdOf(inCare));
  await terminate(workflowIdOf(settled));
  await terminate(reimbursementWorkflowId(settled, 'basic-insurance', 1));
  await older(county);
  await until(
    'both are seen',
    async () =>
      (await codesOf(inCare)).includes('workflow-gone') && (await codesOf(settled)).includes('workflow-gone'),
    120_000,
  );
  expect(await codesOf(untouched)).toEqual([]);
  for (const caseRef of [inCare, settled]) {
    await county.operator.post(`/v1/stays/${caseRef}/restart`, {});
    expect(await codesOf(caseRef)).not.toContain('workflow-gone');
    await expect(county.operator.post(`/v1/stays/${caseRef}/restart`, {})).rejects.toThrow('workflow-lives');
  }
  await expect(county.operator.post(`/v1/stays/${untouched}/restart`, {})).rejects.toThrow('workflow-lives');
  await discharged(county, inCare);
  const stays = [await closed(county, inCare), await closed(county, settled)];
  expect(stays.map(({ stage }) => stage)).toEqual(['Closed', 'Closed']);
  expect(await breaches(county, stays)).toEqual([]);
});

test('a stay and its claim that are reset to any point of their history go on to their end, and nothing is done twice', async () => {
  const caseRef = await admitted(county);
  await discharged(county, caseRef);
  const stays = [await closed(county, caseRef)];
  let points = 0;
  for (const workflowId of [workflowIdOf(caseRef), reimbursementWorkflowId(caseRef, 'basic-insurance', 1)])
    for (const eventId of await pointsOf(workflowId)) {
      await reset(workflowId, eventId);
      await ended(workflowId);
      points += 1;
    }
  expect(points).toBeGreaterThan(1);
  expect(await breaches(county, stays)).toEqual([]);
});

test('a stay that is paused takes what came meanwhile once it is unpaused', async () => {
  const caseRef = await admitted(county);
  const named = {
    namespace: 'default',
    workflowId: workflowIdOf(caseRef),
    identity: 'test',
    reason: 'by hand',
  };
  const { workflowService } = county.temporal;
  await workflowService.pauseWorkflowExecution(named);
  await county.hospital.post(`/v1/stays/${caseRef}/discharge`, {
    ...{ dischargedOn: county.today(), way: 'cured', bill },
  });
  await older(county);
  await county.operator.post('/v1/reconciliation', { dryRun: false });
  expect(await codesOf(caseRef)).toContain('workflow-paused');
  await workflowService.unpauseWorkflowExecution(named);
  const stays = [await closed(county, caseRef)];
  expect(await codesOf(caseRef)).toEqual([]);
  expect(await breaches(county, stays)).toEqual([]);
});

/** By itself, or once the reconciler has told it what the reset took from it. */
async function ended(workflowId: string): Promise<void> {
  const isOver = async (): Promise<boolean> => {
    const { status } = await county.temporal.workflow.getHandle(workflowId).describe();
    return status.name === 'COMPLETED';
  };
  const byItself = await until('it has come to its end again', isOver, 3_000).catch(() => false);
  if (byItself) return;
  await older(county);
  await county.operator.post('/v1/reconciliation', { dryRun: false });
  await until('it has come to its end when it was told', isOver);
}

/** Every point to which the UI offers to reset a run: its workflow tasks that ended. None: the payer paid at once, and nobody followed. */
async function pointsOf(workflowId: string): Promise<readonly number[]> {
  const history = await county.temporal.workflow
    .getHandle(workflowId)
    .fetchHistory()
    .catch(() => ({ events: [] }));
  return (history.events ?? []).flatMap(({ eventId, workflowTaskCompletedEventAttributes: ended }) =>
    ended ? [Number(eventId)] : [],
  );
}

/** To a point of the first run, which stays as it was whatever came after. */
const firstRuns = new Map<string, string>();
async function reset(workflowId: string, workflowTaskFinishEventId: number): Promise<void> {
  const { runId } = await county.temporal.workflow.getHandle(workflowId).describe();
  const first = firstRuns.get(workflowId) ?? runId;
  firstRuns.set(workflowId, first);
  await county.temporal.workflowService.resetWorkflowExecution({
    ...{ namespace: 'default', workflowExecution: { workflowId, runId: first }, reason: 'by hand' },
    ...{ workflowTaskFinishEventId: workflowTaskFinishEventId as never, requestId: randomUUID() },
  });
}

async function terminate(workflowId: string): Promise<void> {
  await county.temporal.workflow
    .getHandle(workflowId)
    .terminate('by hand')
    // A claim that was paid at once has ended by itself.
    .catch(() => undefined);
}

async function codesOf(caseRef: CaseRef): Promise<readonly string[]> {
  const { attention } = await county.hospital.get<StayView & { attention: readonly { code: string }[] }>(
    `/v1/stays/${caseRef}`,
  );
  return attention.map(({ code }) => code);
}
