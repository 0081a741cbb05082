import type { Client } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import type { PlanProgress } from '../../activities/money/plan-progress.ts';
import { localDate } from '../../domain/dates.ts';
import { repaymentWorkflowId } from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { RepaymentInput } from '../../workflows/repayment.messages.ts';
import { notice } from '../../workflows/stay.messages.ts';
import { attention } from './fake-world.ts';
import { caches, detailsOf, flowUnderTest, soon } from './flow-under-test.ts';
import { skippingTime } from './skipping-time.ts';

const dayMs = 86_400_000;
const missed = attention('instalment-missed', 'repayment/1', 'hospital');
const over = { kind: 'over' } as const;

/** To be looked at again after so many days; null: only once somebody pays or acts. */
function running(days: number | null, waits: typeof missed | null = null): PlanProgress {
  const nextOn = days === null ? null : localDate('2026-04-01');
  const againInMs = days === null ? null : days * dayMs;
  return { kind: 'running', attention: waits, nextOn, againInMs };
}

function started(client: Client, caseRef: RepaymentInput['caseRef']) {
  const input: RepaymentInput = { caseRef, plan: 1, clockSpeed: 1 };
  return client.workflow.start('repayment', {
    workflowId: repaymentWorkflowId(caseRef, 1),
    taskQueue: flowQueue,
    args: [input],
  });
}

// The server itself skips the time in which nothing happens; the clock of the county runs at its real speed.
describe.each(caches)('a plan of instalments %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows });

  test.concurrent('wakes on the days of its plan, and ends once it is even', async () => {
    // Two years by half-years: a reminder, the day, the day after it.
    const days = Array.from({ length: cachedWorkflows > 0 ? 4 : 1 }, () => [179, 3, 1]).flat();
    const stay = flow().stay({
      followPlan: (call) => (call < days.length ? running(days[call] ?? 1) : over),
    });
    const handle = await started(skippingTime(flow().client), stay.caseRef);
    expect(await handle.result()).toBe('over');
    const { startTime, closeTime } = await handle.describe();
    expect(Math.floor(((closeTime?.getTime() ?? 0) - startTime.getTime()) / dayMs)).toBe(
      days.reduce((sum, one) => sum + one, 0),
    );
    expect(stay.calls('followPlan')).toBe(days.length + 1);
  });

  test.concurrent('shows what was missed, and what comes next once it is made up', async () => {
    const stay = flow().stay({ followPlan: () => running(30, missed) });
    const handle = await started(flow().client, stay.caseRef);
    const shown = async () => {
      const { searchAttributes } = await handle.describe();
      return [searchAttributes.HubAttention?.[0] ?? null, searchAttributes.HubNextDeadline?.[0] ?? null];
    };
    await soon(async () => expect((await shown())[0]).toBe('instalment-missed'));
    expect(await detailsOf({ handle })).toContain('分期还款逾期未缴');
    stay.answer({ followPlan: () => running(30) });
    await handle.signal(notice, { noticeId: 'p1', kind: 'patient-paid' });
    await soon(async () => expect(await shown()).toEqual([null, new Date('2026-04-01T00:00:00+08:00')]));
    stay.answer({ followPlan: () => over });
    await handle.signal(notice, { noticeId: 'p2', kind: 'patient-paid' });
    expect(await handle.result()).toBe('over');
  });

  test.concurrent('without a day to come waits for a payment or a person, and a notice during the look is not lost', async () => {
    const stay = flow().stay({
      followPlan: async (call) => {
        if (call > 0) return over;
        await flow()
          .client.workflow.getHandle(repaymentWorkflowId(stay.caseRef, 1))
          .signal(notice, { noticeId: 'p1', kind: 'patient-paid' });
        return running(null, missed);
      },
    });
    const handle = await started(flow().client, stay.caseRef);
    expect(await handle.result()).toBe('over');
  });
});
