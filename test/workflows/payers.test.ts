import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { type Answers, byPayer, final, obligation, open, paid } from './fake-world.ts';
import { caches, flowUnderTest, type StayUnderTest, shownAs, soon } from './flow-under-test.ts';

const three = ['basic-insurance', 'critical-illness-insurance', 'medical-assistance'] as const;

describe.each(caches)('payers %s', (_name, cachedWorkflows) => {
  const partiesHere = cachedWorkflows > 0;
  const flow = flowUnderTest({ cachedWorkflows, parties: partiesHere ? 'here' : 'elsewhere' });

  test.concurrent('that take their time get a run of their own, and the stay closes when the last has paid', async () => {
    let days = 0;
    const stay = await settled({
      sweepReimbursement: byPayer({ 'medical-assistance': () => (++days < 4 ? open(1) : paid()) }),
    });
    expect(await stay.handle.result()).toBe('Closed');
    const { searchAttributes } = await stay.handle.describe();
    expect(searchAttributes.HubPayers).toEqual([...three]);
    expect(days).toBe(4);
    expect(stay.calls('sweepReimbursement')).toBe(days + 2);
    expect(await childOf(stay, 'medical-assistance').result()).toMatchObject({ kind: 'paid', fen: 800_000 });
  });

  test.concurrent('that refuse end their run; the stay stays open until the store says it may close', async () => {
    let asked = 0;
    const stay = await settled({
      sweepReimbursement: byPayer({
        'critical-illness-insurance': () =>
          ++asked < 2 ? open(1) : (final({ kind: 'refused', code: 'not-covered' }) as never),
      }),
      closeStay: () => ({ closed: false }),
    });
    expect(await childOf(stay, 'critical-illness-insurance').result()).toEqual({
      kind: 'refused',
      code: 'not-covered',
    });
    await soon(async () => expect(stay.calls('closeStay')).toBe(1));
    stay.answer({ closeStay: () => ({ closed: true }) });
    await stay.notify();
    expect(await stay.handle.result()).toBe('Closed');
    expect(stay.calls('closeStay')).toBe(2);
  });

  const whenHere = partiesHere ? test.concurrent : test.skip;

  whenHere('that are prompt have no run of their own, and cost the stay no task', async () => {
    const tasks: number[] = [];
    for (const payers of [three.slice(0, 1), three]) {
      const stay = await settled({
        settleStay: () => ({ kind: 'settled', obligations: payers.map(obligation) }),
      });
      expect(await stay.handle.result()).toBe('Closed');
      expect(stay.calls('sweepReimbursement')).toBe(payers.length);
      const { events } = await stay.handle.fetchHistory();
      tasks.push(events?.filter((e) => e.workflowTaskCompletedEventAttributes).length ?? 0);
      await expect(childOf(stay, 'basic-insurance').describe()).rejects.toThrow('not found');
    }
    expect(tasks[1]).toBe(tasks[0]);
  });

  test.concurrent('leave the stay waiting for the patient alone, without a timer', async () => {
    const stay = await settled({ closeStay: () => ({ closed: false }) });
    await soon(async () => expect(stay.calls('closeStay')).toBe(1));
    const before = await quietLength(stay);
    await sleep(1_500);
    expect(await lengthOf(stay)).toBe(before);
    stay.answer({ closeStay: () => ({ closed: true }) });
    await stay.notify();
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('outlive their stay: its child goes on when an operator ends the parent', async () => {
    let held = true;
    const stay = await settled({
      sweepReimbursement: byPayer({ 'medical-assistance': () => (held ? open(1) : paid()) }),
    });
    await stay.handle.terminate('by an operator');
    held = false;
    expect(await childOf(stay, 'medical-assistance').result()).toMatchObject({ kind: 'paid' });
  });

  test.concurrent('whose run an operator ended are left to a person: the stay asks the store day by day', async () => {
    const stay = await settled({
      sweepReimbursement: byPayer({ 'medical-assistance': () => open(1_000) }),
      closeStay: (call) => ({ closed: call >= 3 }),
    });
    await childOf(stay, 'medical-assistance').terminate('by an operator');
    expect(await stay.handle.result()).toBe('Closed');
    expect(stay.calls('closeStay')).toBe(4);
  });

  const lengthOf = async (stay: StayUnderTest): Promise<number | undefined> =>
    (await stay.handle.fetchHistory()).events?.length;

  /** The task in which the store was asked ends a moment after the asking. */
  async function quietLength(stay: StayUnderTest): Promise<number | undefined> {
    const length = await lengthOf(stay);
    await sleep(400);
    return (await lengthOf(stay)) === length ? length : quietLength(stay);
  }

  async function settled(answers: Answers): Promise<StayUnderTest> {
    const stay = flow().stay({
      settleStay: () => ({ kind: 'settled', obligations: three.map(obligation) }),
      ...answers,
    });
    await stay.admit();
    await shownAs(stay, 'Admitted', null);
    await stay.discharge();
    return stay;
  }

  function childOf({ caseRef }: StayUnderTest, payer: (typeof three)[number]) {
    return flow().client.workflow.getHandle(reimbursementWorkflowId(caseRef, payer, 1));
  }
});
