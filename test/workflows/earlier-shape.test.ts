import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { attention, open, overdue, paid } from './fake-world.ts';
import { flowUnderTest, type StayUnderTest, shownAs, soon, testConverter } from './flow-under-test.ts';

// A county day is a real day here: a run that is not knocked at does not go on before the test has failed.
const flow = flowUnderTest({ cachedWorkflows: 100, countyDayMs: 86_400_000, shape: '0.1.0' });

test('runs of 0.1.0 continue as new into the lean shape at their next pause, at every stage, and none mixes shapes', async () => {
  const review = attention('decision-review', 'decide', 'operator');
  const [inReview, inCare, stuck, followed] = [
    flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: review }) }),
    flow().stay(),
    flow().stay({ sweepSettlement: () => overdue('settle') }),
    flow().stay({ sweepReimbursement: () => open(1), closeStay: () => ({ closed: false }) }),
  ] as const;
  for (const stay of [inReview, inCare, stuck, followed]) await stay.admit();
  void stuck.discharge();
  await followed.discharge();
  await shownAs(stuck, 'Discharged', 'agency-wait');
  await shownAs(inReview, 'Arrived', 'decision-review');
  const claim = flow().client.workflow.getHandle(
    reimbursementWorkflowId(followed.caseRef, 'basic-insurance', 1),
  );
  await soon(async () => expect(followed.calls('sweepReimbursement')).toBe(1));
  const handles = [inReview, inCare, stuck, followed].map(({ handle }) => handle).concat(claim);
  const before = await Promise.all(handles.map(runOf));
  for (const run of before) expect(await shapeOf(run)).toBe('of 0.1.0');

  await flow().upgrade();
  for (const handle of handles) await knockedAt(handle);
  inReview.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) });
  await inReview.notify();
  stuck.answer({ sweepSettlement: () => ({ kind: 'done', value: { kind: 'answered' } }) });
  followed.answer({ sweepReimbursement: () => paid() });
  await stuck.notify();
  await triedNow(claim);
  expect(await claim.result()).toMatchObject({ kind: 'paid' });
  followed.answer({ closeStay: () => ({ closed: true }) });
  await followed.notify();
  for (const stay of [inReview, inCare]) await stay.discharge();
  for (const stay of [inReview, inCare, stuck, followed]) await closedOnce(stay);

  const after = await Promise.all(handles.map(runOf));
  for (const [at, run] of after.entries()) {
    expect(run.runId).not.toBe(before[at]?.runId);
    expect(await shapeOf(run)).toBe('lean');
  }
  expect(await replayed([...before, ...after])).toEqual([]);
});

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

async function runOf(handle: WorkflowHandle): Promise<Run> {
  const { workflowId, runId } = await handle.describe();
  return { workflowId, runId };
}

const historyOf = ({ workflowId, runId }: Run) =>
  flow().client.workflow.getHandle(workflowId, runId).fetchHistory();

/** By its first task: only a lean run has the mark of the patch there. */
async function shapeOf(run: Run): Promise<'lean' | 'of 0.1.0'> {
  const { events } = await historyOf(run);
  const began = events?.findIndex((e) => e.workflowTaskCompletedEventAttributes) ?? 0;
  const firsts = events?.slice(began + 1, began + 3) ?? [];
  return firsts.some((e) => e.markerRecordedEventAttributes?.markerName === 'core_patch')
    ? 'lean'
    : 'of 0.1.0';
}

/** A knock from before may arrive only now and have made it try, and end, already. */
async function triedNow(handle: WorkflowHandle): Promise<void> {
  await handle.signal('notice', { noticeId: 'go', kind: 'retry-now' }).catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

/** Until it has continued as new. */
async function knockedAt(handle: WorkflowHandle): Promise<void> {
  const { runId } = await handle.describe();
  await soon(async () => {
    await handle.signal('notice', { noticeId: 'knock', kind: 'retry-now' });
    expect((await handle.describe()).runId).not.toBe(runId);
  });
}

async function closedOnce(stay: StayUnderTest): Promise<void> {
  expect(await stay.handle.result()).toBe('Closed');
}

async function replayed(runs: readonly Run[]): Promise<readonly unknown[]> {
  const histories = await Promise.all(
    runs.map(async (run) => ({ workflowId: run.workflowId, history: await historyOf(run) })),
  );
  const options = { workflowBundle: await workflowBundle(), dataConverter: testConverter };
  const errors: unknown[] = [];
  for await (const { error } of Worker.runReplayHistories(options, histories))
    if (error !== undefined) errors.push(error);
  return errors;
}
