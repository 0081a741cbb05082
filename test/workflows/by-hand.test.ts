import type { Client, WorkflowHandle } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { stayWorkflows } from '../../api/stays/workflows.ts';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { attention, done, open, overdue, paid } from './fake-world.ts';
import { caches, detailsOf, flowUnderTest, type StayUnderTest, shownAs, soon } from './flow-under-test.ts';

const review = attention('decision-review', 'decide', 'operator');
const refusal = attention('settlement-refused', 'settle', 'hospital');

/** How a stay is brought to a wait of each stage, and what ends the wait. */
const waits: readonly {
  readonly name: string;
  readonly hold: (stay: StayUnderTest) => Promise<void>;
  readonly letGo: (stay: StayUnderTest, client: Client) => Promise<void>;
}[] = [
  {
    name: 'that waits for the insurer at admission',
    hold: async (stay) => {
      stay.answer({ sweepCover: () => overdue('identify') });
      void stay.admit();
      await shownAs(stay, 'Arrived', 'agency-wait');
    },
    letGo: async (stay) => stay.answer({ sweepCover: () => done({ insured: true }) }),
  },
  {
    name: 'in review',
    hold: async (stay) => {
      stay.answer({ decideAdmission: () => ({ outcome: 'review', attention: review }) });
      await stay.admit();
      await shownAs(stay, 'Arrived', 'decision-review');
    },
    letGo: async (stay) => stay.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) }),
  },
  {
    name: 'in care',
    hold: async (stay) => {
      await stay.admit();
      await shownAs(stay, 'Admitted', null);
    },
    letGo: async () => undefined,
  },
  {
    name: 'whose settlement was refused',
    hold: async (stay) => {
      stay.answer({ sweepSettlement: () => done({ kind: 'refused', attention: refusal }) });
      await stay.admit();
      void stay.discharge();
      await shownAs(stay, 'Discharged', 'settlement-refused');
    },
    letGo: async (stay) => stay.answer({ sweepSettlement: () => done({ kind: 'answered' }) }),
  },
  {
    name: 'whose payer has not paid',
    hold: async (stay) => {
      stay.answer({ sweepReimbursement: () => open(365) });
      await stay.admit();
      await stay.discharge();
      await soon(async () => expect(stay.calls('sweepReimbursement')).toBe(1));
    },
    letGo: async (stay, client) => {
      stay.answer({ sweepReimbursement: () => paid() });
      const child = client.workflow.getHandle(reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1));
      await child.signal('notice', { noticeId: 'go', kind: 'retry-now' });
    },
  },
];

// A county day is a real day here: what a stay does not do when it is told to it does not do before the test has failed.
describe.each(caches)('a stay %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows, countyDayMs: 86_400_000 });

  const goOn = async (stay: StayUnderTest, letGo: (typeof waits)[number]['letGo']): Promise<void> => {
    await letGo(stay, flow().client);
    await stay.notify();
    await stay.discharge();
    expect(await stay.handle.result()).toBe('Closed');
    expect(stay.calls('sweepSettlement')).toBeLessThanOrEqual(2);
  };

  // Without a cache the SDK now and then lets a task of a cancelled run time out: the run goes on, tens of seconds later each time.
  const whenCancelled = cachedWorkflows > 0 ? test.concurrent : test.skip;

  whenCancelled.for(waits)(
    '$name goes on to its end although somebody cancels it',
    async ({ hold, letGo }) => {
      const stay = flow().stay();
      await hold(stay);
      await stay.handle.cancel();
      await soon(async () => expect(await detailsOf(stay)).toContain('未执行'));
      await goOn(stay, letGo);
    },
  );

  test.concurrent.for(waits)(
    '$name ignores signals and refuses updates in clear text, and goes on',
    async ({ hold, letGo }) => {
      const stay = flow().stay();
      await hold(stay);
      const byHand = flow().clearText.workflow.getHandle(stay.handle.workflowId);
      await byHand.signal('notice', { noticeId: 'by-hand', kind: 'retry-now' });
      await soon(async () => expect(await detailsOf(stay)).toContain('已忽略'));
      for (const update of ['admission', 'discharge']) await refused(byHand, update);
      await goOn(stay, letGo);
      const { events } = await stay.handle.fetchHistory();
      expect(events?.filter((e) => e.workflowTaskFailedEventAttributes)).toEqual([]);
    },
  );

  test.concurrent('asks again when somebody completes its step by hand in clear text', async () => {
    const stay = flow().stay();
    const late = Promise.withResolvers<void>();
    stay.answer({ sweepSettlement: () => overdue('settle') });
    await stay.admit();
    const discharged = stay.discharge();
    await shownAs(stay, 'Discharged', 'agency-wait');
    const before = stay.calls('sweepSettlement');
    stay.answer({
      sweepSettlement: async (call) => {
        // Its own answer comes after the one that was entered by hand, and counts no more.
        if (call === before) await late.promise;
        return done({ kind: 'answered' });
      },
    });
    await stay.notify();
    await soon(async () => expect(stay.calls('sweepSettlement')).toBe(before + 1));
    await completeByHand(stay, { kind: 'done', value: { kind: 'refused', attention: refusal } });
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    late.resolve();
    expect(stay.calls('sweepSettlement')).toBe(before + 2);
    expect(await stay.handle.result()).toBe('Closed');
  });

  whenCancelled(
    'in which a payer is followed asks the payer again, and ignores a cancel of that run too',
    async () => {
      const stay = flow().stay();
      stay.answer({ sweepReimbursement: () => open(365) });
      await stay.admit();
      await stay.discharge();
      const child = flow().client.workflow.getHandle(
        reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1),
      );
      await soon(async () => expect(stay.calls('sweepReimbursement')).toBe(1));
      await child.cancel();
      await flow().clearText.workflow.getHandle(child.workflowId).signal('notice', { kind: 'retry-now' });
      await soon(async () => {
        const { currentDetails } = await child.query<{ currentDetails?: string }>(
          '__temporal_workflow_metadata',
        );
        // Both may come with one task, in either order.
        expect(currentDetails).toContain('未执行');
        expect(currentDetails).toContain('已忽略');
      });
      expect(stay.calls('sweepReimbursement')).toBe(1);
      stay.answer({ sweepReimbursement: () => paid() });
      await child.signal('notice', { noticeId: 'go', kind: 'retry-now' });
      expect(await child.result()).toMatchObject({ kind: 'paid' });
      expect(await stay.handle.result()).toBe('Closed');
    },
  );

  test.concurrent('of a claim that a person starts again is found by its case, as the first was', async () => {
    const stay = flow().stay({ sweepReimbursement: () => open(1) });
    const claim = { payer: 'basic-insurance', claimSequence: 1, enquiries: 2 } as const;
    expect(await stayWorkflows(flow().client, 1).startClaim(stay.address, claim)).toBe(true);
    const id = reimbursementWorkflowId(stay.caseRef, claim.payer, claim.claimSequence);
    const { searchAttributes } = await flow().client.workflow.getHandle(id).describe();
    expect(searchAttributes).toMatchObject({
      ...{ HubCaseRef: [stay.caseRef], HubInstitution: [stay.address.institution] },
      HubPayers: ['basic-insurance'],
    });
  });

  test.concurrent('that somebody starts by hand in clear text ends at once, and blocks nothing', async () => {
    const byHand = await flow().clearText.workflow.start('stay', {
      workflowId: `stay/by-hand/${cachedWorkflows}`,
      taskQueue: 'hub-flow',
      args: [{ caseRef: 'case_x', institution: 'H1', clockSpeed: 1 }],
    });
    await soon(async () => expect((await byHand.describe()).status.name).toBe('FAILED'));
    // The reconciler would say so of a stay that the store knows.
    expect(await stayWorkflows(flow().client, 1).state(byHand.workflowId)).toBe('gone');
  });

  async function completeByHand(stay: StayUnderTest, result: object): Promise<void> {
    const { raw } = await stay.handle.describe();
    const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
    await flow().clearText.activity.complete({ workflowId: stay.handle.workflowId, activityId }, result);
  }
});

async function refused(handle: WorkflowHandle, update: string): Promise<void> {
  const reason = await handle.executeUpdate(update, { args: ['in clear'] }).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  // The reason is sealed, so somebody without keys reads only that it was refused.
  expect(reason).not.toBe('taken');
}
