import { describe, expect, test } from 'vitest';
import { attention, done, obligation, overdue } from './fake-world.ts';
import { caches, detailsOf, flowUnderTest, type StayUnderTest, shownAs, soon } from './flow-under-test.ts';

describe.each(caches)('settlement %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows });

  test.concurrent('follows the discharge, and the last payer and the patient close the stay', async () => {
    const stay = await admitted();
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
    expect(await stay.shown()).toEqual({ stage: 'Closed', attention: null });
    // Store steps are local activities: a workflow task that comes late runs them again.
    for (const step of ['sweepSettlement', 'sweepReimbursement'] as const)
      expect([step, stay.calls(step)]).toEqual([step, 1]);
  });

  test.concurrent('asked for before there is a stay is left to the relay', async () => {
    const stay = flow().stay();
    expect(await stay.discharge()).toEqual({ kind: 'follows', code: 'workflow-absent' });
  });

  test.concurrent('asked for before the decision waits for it, and loses nothing', async () => {
    const stay = flow().stay({ sweepCover: () => overdue('identify') });
    const entered = stay.admit();
    await shownAs(stay, 'Arrived', 'agency-wait');
    const discharged = stay.discharge();
    await soon(async () => expect(await acceptedUpdates(stay)).toBe(2));
    expect(stay.calls('sweepSettlement')).toBe(0);
    stay.answer({ sweepCover: () => done({ insured: true }) });
    await stay.notify();
    expect(await entered).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('asked for before a decision that refuses is answered, not left hanging', async () => {
    const stay = flow().stay({ sweepCover: () => overdue('identify') });
    const entered = stay.admit();
    await shownAs(stay, 'Arrived', 'agency-wait');
    const discharged = stay.discharge();
    await soon(async () => expect(await acceptedUpdates(stay)).toBe(2));
    stay.answer({
      sweepCover: () => done({ insured: false }),
      decideAdmission: () => ({ outcome: 'refuse', attention: null }),
    });
    await stay.notify();
    expect(await entered).toEqual({ kind: 'done', value: { outcome: 'refuse' } });
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Refused' } });
    expect(await stay.handle.result()).toBe('Refused');
  });

  test.concurrent('asked for twenty times is one settlement', async () => {
    const stay = await admitted();
    const asked = await Promise.all(Array.from({ length: 20 }, () => stay.discharge()));
    expect(new Set(asked.map((taken) => JSON.stringify(taken)))).toEqual(
      new Set([JSON.stringify({ kind: 'done', value: { stage: 'Settled' } })]),
    );
    await stay.handle.result();
    for (const step of ['sweepSettlement', 'settleStay', 'sweepReimbursement'] as const)
      expect([step, stay.calls(step)]).toEqual([step, 1]);
  });

  test.concurrent('is seen while the insurer is away, and goes on by itself', async () => {
    const stay = await admitted();
    stay.answer({ sweepSettlement: () => overdue('settle') });
    const discharged = stay.discharge();
    await shownAs(stay, 'Discharged', 'agency-wait');
    expect(await detailsOf(stay)).toContain('`settle`');
    // Nobody wakes it: its own timer does.
    stay.answer({ sweepSettlement: () => done({ kind: 'answered' }) });
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('blocked for a missing county parameter is shown and retried when told to', async () => {
    const stay = await admitted();
    const missing = attention('settlement-incomplete', 'settle', 'operator');
    stay.answer({ settleStay: () => ({ kind: 'blocked', attention: missing }) });
    const discharged = stay.discharge();
    await shownAs(stay, 'Discharged', 'settlement-incomplete');
    expect(await detailsOf(stay)).toContain('缺少结算所需的县级参数');
    stay.answer({
      settleStay: () => ({ kind: 'settled', obligations: [obligation('basic-insurance')] }),
    });
    await stay.notify();
    expect(await discharged).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
    expect(await stay.shown()).toEqual({ stage: 'Closed', attention: null });
  });

  test.concurrent('refused by the insurer tries again once a county day', async () => {
    const stay = await admitted();
    const no = attention('settlement-refused', 'settle', 'hospital');
    stay.answer({
      sweepSettlement: (call) => done(call < 3 ? { kind: 'refused', attention: no } : { kind: 'answered' }),
    });
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(stay.calls('sweepSettlement')).toBe(4);
  });

  test.concurrent('survives a step that fails: the store step moves to patient tries, the party step is tried again', async () => {
    const stay = await admitted();
    const fails = (call: number) => {
      if (call < 5) throw new Error('the store is away');
    };
    stay.answer({
      sweepSettlement: (call) => {
        fails(call + 3);
        return done({ kind: 'answered' });
      },
      settleStay: (call) => {
        fails(call);
        return { kind: 'settled', obligations: [] };
      },
    });
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
    expect(stay.calls('settleStay')).toBe(6);
  });

  async function admitted(): Promise<StayUnderTest> {
    const stay = flow().stay();
    await stay.admit();
    await shownAs(stay, 'Admitted', null);
    return stay;
  }
});

async function acceptedUpdates({ handle }: StayUnderTest): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes).length ?? 0;
}
