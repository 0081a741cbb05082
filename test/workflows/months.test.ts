import { describe, expect, test } from 'vitest';
import { type PayerId, reimbursementWorkflowId } from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ReimbursementInput } from '../../workflows/reimbursement.messages.ts';
import { open, overdue, paid } from './fake-world.ts';
import { caches, flowUnderTest } from './flow-under-test.ts';
import { skippingTime } from './skipping-time.ts';

const payer: PayerId = 'medical-assistance';
const day = 86_400_000;

// The server itself skips the time in which nothing happens; the clock of the county runs at its real speed.
describe.each(caches)('the months of a reimbursement %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows });

  test.concurrent('pass quarter by quarter until the payer pays', async () => {
    const stay = flow().stay({
      sweepReimbursement: (call) => (call < 3 ? open([20, 91, 92][call] ?? 1) : paid()),
    });
    const { result, days } = await reimbursed(stay.caseRef);
    expect(result).toMatchObject({ kind: 'paid', fen: 800_000 });
    expect(stay.calls('sweepReimbursement')).toBe(4);
    expect(days).toBe(203);
  });

  test.concurrent('never end by themselves: a payer that is silent at first and then half a year behind is still asked', async () => {
    const stay = flow().stay({
      sweepReimbursement: (call) => (call < 6 ? overdue('reimburse') : call < 8 ? open(90) : paid()),
    });
    const { result, days } = await reimbursed(stay.caseRef);
    expect(result).toMatchObject({ kind: 'paid' });
    expect(days).toBe(180);
  });

  async function reimbursed(caseRef: ReimbursementInput['caseRef']) {
    const client = skippingTime(flow().client);
    const input: ReimbursementInput = { caseRef, payer, claimSequence: 1, clockSpeed: 1 };
    const handle = await client.workflow.start('reimbursement', {
      workflowId: reimbursementWorkflowId(caseRef, payer, 1),
      taskQueue: flowQueue,
      args: [input],
    });
    const result: unknown = await handle.result();
    const { startTime, closeTime } = await handle.describe();
    return { result, days: Math.floor(((closeTime?.getTime() ?? 0) - startTime.getTime()) / day) };
  }
});
