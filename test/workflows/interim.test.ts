import { expect, test } from 'vitest';
import { figuresOf } from '../bench/stay-histories.ts';
import { stayBudget } from '../budgets.ts';
import { attention, done, overdue } from './fake-world.ts';
import { flowUnderTest, type StayUnderTest, shownAs, soon } from './flow-under-test.ts';

const flow = flowUnderTest({ cachedWorkflows: 100 });
const renewing = flowUnderTest({ cachedWorkflows: 100, suggestRenewalAfter: 150 });

/** A stay in care whose store says that so many bills are to be settled, one after the other. */
async function inCare(
  of: () => ReturnType<typeof flow>,
  answers: Parameters<StayUnderTest['answer']>[0] = {},
) {
  const due = { bills: 0 };
  const stay = of().stay({
    closeStay: () => (due.bills > 0 ? { closed: false, interim: true } : { closed: false }),
    settleInterim: () => {
      due.bills = 0;
      return { kind: 'settled', obligations: [] };
    },
    ...answers,
  });
  await stay.admit();
  await shownAs(stay, 'Admitted', null);
  const settleSoFar = async (count: number) => {
    due.bills = 1;
    await stay.notify('interim-due');
    // The step is counted as it begins: the next bill is due once it has ended.
    await soon(async () => expect([stay.calls('settleInterim'), due.bills]).toEqual([count, 0]));
  };
  return { stay, due, settleSoFar };
}

test('thirty bills cost a bounded number of events each, and nothing of their claims', async () => {
  const { stay, settleSoFar } = await inCare(flow);
  const eventsOf = async () => figuresOf((await stay.handle.fetchHistory()).events ?? []).events;
  await settleSoFar(1);
  const before = await eventsOf();
  for (let bill = 2; bill <= 30; bill += 1) await settleSoFar(bill);
  const each = ((await eventsOf()) - before) / 29;
  process.stdout.write(`${JSON.stringify({ eventsPerBill: each })}\n`);
  expect(each).toBeLessThanOrEqual(stayBudget.billInMidStay.events);
  stay.answer({ closeStay: () => ({ closed: true }) });
  await stay.discharge();
  expect(await stay.handle.result()).toBe('Closed');
});

test('a run that has grown long goes on as a new one between two bills', async () => {
  const { stay, settleSoFar } = await inCare(renewing);
  const { runId } = await stay.handle.describe();
  for (let bill = 1; bill <= 15; bill += 1) await settleSoFar(bill);
  expect((await stay.handle.describe()).runId).not.toBe(runId);
  expect(stay.calls('sweepInterim')).toBe(15);
  stay.answer({ closeStay: () => ({ closed: true }) });
  await stay.discharge();
  expect(await stay.handle.result()).toBe('Closed');
});

test('a silent insurer and one that refuses are shown; the stay goes on once people act', async () => {
  const refusal = attention('settlement-refused', 'interim', 'hospital');
  const { stay, due } = await inCare(flow, { sweepInterim: () => overdue('interim') });
  due.bills = 1;
  await stay.notify('interim-due');
  await shownAs(stay, 'Admitted', 'agency-wait');
  stay.answer({ sweepInterim: () => done({ kind: 'refused', attention: refusal }) });
  await stay.notify();
  await shownAs(stay, 'Admitted', 'settlement-refused');
  // Taken back: nothing is at work any more.
  stay.answer({ sweepInterim: () => done({ kind: 'answered' }) });
  await stay.notify('interim-due');
  await shownAs(stay, 'Admitted', null);
  expect(stay.calls('settleInterim')).toBe(1);
});

test('a cover that changed holds a bill in mid-stay until people say how it is settled', async () => {
  const changed = attention('cover-changed', 'cover', 'hospital');
  const { stay, due } = await inCare(flow, {
    sweepInterim: () => done({ kind: 'refused', attention: changed }),
  });
  due.bills = 1;
  await stay.notify('interim-due');
  await shownAs(stay, 'Admitted', 'cover-changed');
  expect(stay.calls('settleInterim')).toBe(0);
  stay.answer({ sweepInterim: () => done({ kind: 'answered' }) });
  await stay.notify();
  await shownAs(stay, 'Admitted', null);
  expect(stay.calls('settleInterim')).toBe(1);
});

test('the discharge ends the wait for people', async () => {
  const refusal = attention('settlement-refused', 'interim', 'hospital');
  const { stay, due } = await inCare(flow, {
    sweepInterim: () => done({ kind: 'refused', attention: refusal }),
  });
  due.bills = 1;
  await stay.notify('interim-due');
  await shownAs(stay, 'Admitted', 'settlement-refused');
  stay.answer({ closeStay: () => ({ closed: true }) });
  expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
  expect(stay.calls('settleInterim')).toBe(0);
  expect(await stay.handle.result()).toBe('Closed');
});
