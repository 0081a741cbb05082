import { describe, expect, test } from 'vitest';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { notice } from '../../workflows/stay.messages.ts';
import { attention, done, obligation, open, overdue, paid } from './fake-world.ts';
import { caches, detailsOf, flowUnderTest, type StayUnderTest, shownAs, soon } from './flow-under-test.ts';

describe.each(caches)('a long wait continues as new %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows, suggestRenewalAfter: 120 });

  test.concurrent('and is seen without a gap; a late admission and a late discharge reach the next run', async () => {
    const stay = flow().stay({ sweepCover: () => overdue('identify') });
    const firstAsk = stay.admit();
    await shownAs(stay, 'Arrived', 'agency-wait');
    const { runId } = await stay.handle.describe();
    const seen = new Set<unknown>();
    while ((await stay.handle.describe()).runId === runId) {
      seen.add((await stay.shown()).attention);
      await stay.notify();
    }
    seen.add((await stay.shown()).attention);
    expect(seen).toEqual(new Set(['agency-wait']));
    expect(await detailsOf(stay)).toContain('`identify`');
    // The Update ends with the run that took it; the relay asks again, and reaches the next.
    expect(await firstAsk).toEqual({ kind: 'follows', code: 'update-failed' });
    const secondAsk = stay.admit();
    const discharged = stay.discharge();
    stay.answer({ sweepCover: () => done({ insured: true }) });
    await stay.notify();
    expect(await secondAsk).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
    expect(await stay.shown()).toEqual({ stage: 'Closed', attention: null });
  });

  test.concurrent('and remembers that the discharge was asked for', async () => {
    const stay = flow().stay({ sweepCover: () => overdue('identify') });
    const entered = stay.admit();
    await shownAs(stay, 'Arrived', 'agency-wait');
    const discharged = stay.discharge();
    await renewed(stay);
    expect(await discharged).toEqual({ kind: 'follows', code: 'update-failed' });
    await entered;
    stay.answer({ sweepCover: () => done({ insured: true }) });
    await stay.notify();
    // Nobody asks again: the bill is in the store, and the run knows.
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('in review, and is decided by hand in the next run', async () => {
    const review = attention('decision-review', 'decide', 'operator');
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: review }) });
    await stay.admit();
    await renewed(stay);
    await shownAs(stay, 'Arrived', 'decision-review');
    stay.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) });
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
  });

  test.concurrent('in care, and is discharged in the next run', async () => {
    const stay = flow().stay();
    await stay.admit();
    await shownAs(stay, 'Admitted', null);
    await renewed(stay);
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
    expect(stay.calls('sweepCover')).toBe(1);
  });

  test.concurrent('while its payers pay: nobody is filed twice, and the stay closes', async () => {
    let held = true;
    const stay = flow().stay({
      settleStay: () => ({ kind: 'settled', obligations: [obligation('basic-insurance')] }),
      sweepReimbursement: () => (held ? open(1) : paid()),
      closeStay: () => ({ closed: !held }),
    });
    await stay.admit();
    await stay.discharge();
    await renewed(stay);
    const child = flow().client.workflow.getHandle(
      reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1),
    );
    expect((await child.describe()).status.name).toBe('RUNNING');
    held = false;
    expect(await child.result()).toMatchObject({ kind: 'paid' });
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('of a payer, whose questions keep their numbers', async () => {
    const numbers: number[] = [];
    let held = true;
    const stay = flow().stay({
      sweepReimbursement: (_call, { enquiry }) => {
        numbers.push(enquiry);
        return held ? open(1) : paid();
      },
    });
    await stay.admit();
    await stay.discharge();
    const child = flow().client.workflow.getHandle(
      reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1),
    );
    const { runId } = await child.describe();
    await soon(async () => {
      await child.signal(notice, { noticeId: 'n', kind: 'retry-now' });
      expect((await child.describe()).runId).not.toBe(runId);
    });
    held = false;
    expect(await stay.handle.result()).toBe('Closed');
    // A task that was lost asks its question once more, under the same number.
    const asked = [...new Set(numbers)];
    expect(asked).toEqual(asked.map((_number, at) => at));
  });

  /** Knocks until the run has continued as new. */
  async function renewed(stay: StayUnderTest): Promise<void> {
    const { runId } = await stay.handle.describe();
    await soon(async () => {
      await stay.notify();
      expect((await stay.handle.describe()).runId).not.toBe(runId);
    });
  }
});
