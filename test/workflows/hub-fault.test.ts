import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import type { Swept } from '../../activities/contract.ts';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { InvariantError } from '../../domain/invariant.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { type Answers, done, obligation, overdue, paid } from './fake-world.ts';
import { detailsOf, flowUnderTest, type StayUnderTest, soon, testConverter } from './flow-under-test.ts';

const broken = (): never => {
  throw new InvariantError('a promise of ours is broken');
};

/** Every step of a stay and of its claim, and under which step the store is told. */
const steps = [
  ['sweepCover', 'identify'],
  ['decideAdmission', 'decide'],
  ['sweepAdmission', 'admit'],
  ['sweepSettlement', 'settle'],
  ['settleStay', 'settle'],
  ['sweepReimbursement', 'reimburse/basic-insurance/1'],
  ['closeStay', 'close'],
] as const satisfies readonly (readonly [keyof Answers, string])[];

describe.each(['here', 'elsewhere'] as const)('a stay whose parties are %s', (parties) => {
  // A county day is a real day here: a stay that waits for the next day does not go on before the test has failed.
  const flow = flowUnderTest({ cachedWorkflows: 100, countyDayMs: 86_400_000, parties });
  const left: WorkflowHandle[] = [];

  test.concurrent.for(steps)(
    'in which %s breaks a promise of ours says so, goes on once that is mended, and closes',
    async ([activity, step]) => {
      const told: unknown[] = [];
      const stay = flow().stay({ [activity]: broken, recordTrouble: writtenTo(told) });
      const where = run(stay, activity);
      const admitted = stay.admit();
      if (!beforeAdmission.includes(activity)) {
        await admitted;
        void stay.discharge();
      }
      await soon(async () => expect(await attentionOf(where)).toBe('hub-fault'));
      expect(await detailsOf({ handle: where })).toContain(`${activity}:InvariantError`);
      const detail = { kind: 'fault', activity, fault: 'InvariantError' };
      expect(told[0]).toEqual({ caseRef: stay.caseRef, step, trouble: { code: 'hub-fault', detail } });
      expect((await where.describe()).status.name).toBe('RUNNING');
      stay.answer({ [activity]: mended[activity] });
      await where.signal('notice', { noticeId: 'mended', kind: 'retry-now' });
      await admitted;
      await stay.discharge();
      expect(await stay.handle.result()).toBe('Closed');
      expect(await attentionOf(where)).toBeNull();
      left.push(where);
    },
  );

  // What is done at once has no pending activity that somebody could fail.
  const byHand = parties === 'here' ? test.skip : test.concurrent;

  byHand.for(['sweepSettlement', 'sweepReimbursement'] as const)(
    'whose step %s somebody fails by hand says so, asks again and closes',
    async (activity) => {
      const stay = flow().stay();
      const late = Promise.withResolvers<void>();
      stay.answer({
        [activity]: async (call: number) => {
          if (call === 0) await late.promise;
          return mended[activity]();
        },
      });
      const where = run(stay, activity);
      await stay.admit();
      void stay.discharge();
      await soon(async () => expect(stay.calls(activity)).toBe(1));
      await failByHand(where);
      await stay.handle.result();
      late.resolve();
      expect(stay.calls(activity)).toBe(2);
      expect(stay.calls('recordTrouble')).toBe(1);
      expect(await attentionOf(where)).toBeNull();
      left.push(where);
    },
  );

  test.concurrent('whose store is what fails shows it without the store, and goes on', async () => {
    const stay = flow().stay({ settleStay: broken, recordTrouble: broken });
    await stay.admit();
    void stay.discharge();
    await soon(async () => expect(await attentionOf(stay.handle)).toBe('hub-fault'));
    const { searchAttributes } = await stay.handle.describe();
    expect(searchAttributes.HubBlockedOn).toEqual(['hub']);
    stay.answer({ settleStay: mended.settleStay });
    await stay.notify();
    await stay.discharge();
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('that is told of another wait while a fault stops it still shows the fault', async () => {
    const stay = flow().stay({ sweepCover: broken });
    void stay.admit();
    await soon(async () => expect(await attentionOf(stay.handle)).toBe('hub-fault'));
    await stay.handle.signal('notice', { noticeId: 'paid', kind: 'patient-paid', shown: null });
    const before = stay.calls('sweepCover');
    await soon(async () => expect(stay.calls('sweepCover')).toBeGreaterThan(before));
    expect(await attentionOf(stay.handle)).toBe('hub-fault');
  });

  test.concurrent('that waits for a party in time once a fault is over shows nothing any more', async () => {
    const stay = flow().stay({ sweepCover: broken });
    const told: unknown[] = [];
    void stay.admit();
    await soon(async () => expect(await attentionOf(stay.handle)).toBe('hub-fault'));
    stay.answer({
      sweepCover: () => inTime,
      recordTrouble: writtenTo(told),
    });
    await stay.notify();
    await soon(async () => expect(await attentionOf(stay.handle)).toBeNull());
    expect(told).toEqual([{ caseRef: stay.caseRef, step: 'identify', trouble: null }]);
  });

  // Not concurrent: the others have ended by then.
  test('leaves histories with troubles in them that run on from their first event', async () => {
    expect(left.length).toBeGreaterThan(0);
    expect(await replayed(left)).toEqual(left.map(() => undefined));
  });

  /** The run in which a step is taken: the stay's own, or that of its claim. */
  function run(stay: StayUnderTest, activity: keyof Answers): WorkflowHandle {
    if (activity !== 'sweepReimbursement') return stay.handle;
    const { workflow } = flow().client;
    return workflow.getHandle(reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1));
  }

  async function failByHand(handle: WorkflowHandle): Promise<void> {
    const { workflowId } = handle;
    const { raw } = await handle.describe();
    const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
    const enough = ApplicationFailure.nonRetryable('enough of it');
    await flow().clearText.activity.fail({ workflowId, activityId }, enough);
  }
});

const beforeAdmission: readonly string[] = ['sweepCover', 'decideAdmission', 'sweepAdmission'];
const inTime = { ...overdue('identify'), overdue: false } as Swept<never>;

const mended = {
  sweepCover: () => done({ insured: true }),
  decideAdmission: () => ({ outcome: 'admit', attention: null }),
  sweepAdmission: () => done({ kind: 'answered' }),
  sweepSettlement: () => done({ kind: 'answered' }),
  settleStay: () => ({
    kind: 'settled',
    obligations: [obligation('basic-insurance')],
  }),
  sweepReimbursement: () => paid(),
  closeStay: () => ({ closed: true }),
} as const satisfies Answers;

/** A store that takes everything and shows nothing of its own. */
function writtenTo(told: unknown[]): NonNullable<Answers['recordTrouble']> {
  return (_call, input) => {
    told.push(input);
    return { shown: null };
  };
}

async function replayed(handles: readonly WorkflowHandle[]): Promise<readonly unknown[]> {
  const histories = await Promise.all(
    handles.map(async (one) => ({ workflowId: one.workflowId, history: await one.fetchHistory() })),
  );
  const options = { workflowBundle: await workflowBundle(), dataConverter: testConverter };
  const errors: unknown[] = [];
  for await (const { error } of Worker.runReplayHistories(options, histories)) errors.push(error);
  return errors;
}

async function attentionOf(handle: WorkflowHandle): Promise<unknown> {
  // The run of a claim may not have begun.
  const described = await handle.describe().catch(() => null);
  return described?.searchAttributes.HubAttention?.[0] ?? null;
}
