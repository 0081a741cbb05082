import type { WorkflowHandle } from '@temporalio/client';
import { expect, test } from 'vitest';
import type { PayerId } from '../../domain/ids.ts';
import { reimbursementWorkflowId } from '../../domain/ids.ts';
import { figuresOf, type HistoryFigures } from '../bench/stay-histories.ts';
import { stayBudget } from '../budgets.ts';
import { obligation, open, paid } from './fake-world.ts';
import { flowUnderTest, shownAs, soon } from './flow-under-test.ts';

const flow = flowUnderTest({ cachedWorkflows: 100 });
const six: readonly PayerId[] = [
  ...(['basic-insurance', 'critical-illness-insurance', 'emergency-relief'] as const),
  ...(['medical-assistance', 'charity', 'red-cross'] as const),
];

test('the usual stay costs no more than its budget, and a further prompt payer next to nothing', async () => {
  const one = await stayOf(six.slice(0, 1));
  const all = await stayOf(six);
  const each = (figure: (of: HistoryFigures) => number): number =>
    (figure(all) - figure(one)) / (six.length - 1);
  const further = {
    events: each(({ events }) => events),
    workflowTasks: each(({ workflowTasks }) => workflowTasks),
  };
  print({ onePayer: one, furtherPayer: further });
  within(one, stayBudget.onePayer);
  within(further, stayBudget.furtherPayer);
});

test('a payer that takes months costs no more than its budget in a run of its own', async () => {
  const [soon, later] = [await claimAsked(1), await claimAsked(2)];
  const further = {
    events: later.events - soon.events,
    workflowTasks: later.workflowTasks - soon.workflowTasks,
  };
  print({ payerOfMonths: soon, furtherQuestion: further });
  within(soon, stayBudget.payerOfMonths);
  within(further, stayBudget.furtherQuestion);
});

/** The own run of a claim that is asked so many times after the stay asked it. */
async function claimAsked(times: number): Promise<HistoryFigures> {
  const stay = flow().stay({ sweepReimbursement: (call) => (call < times ? open(1) : paid()) });
  await stay.admit();
  await stay.discharge();
  expect(await stay.handle.result()).toBe('Closed');
  expect(stay.calls('sweepReimbursement')).toBe(times + 1);
  const id = reimbursementWorkflowId(stay.caseRef, 'basic-insurance', 1);
  return figuresIn(flow().client.workflow.getHandle(id));
}

/** From the window to the patient's payment. */
async function stayOf(payers: readonly PayerId[]): Promise<HistoryFigures> {
  const stay = flow().stay({
    settleStay: () => ({ kind: 'settled', obligations: payers.map(obligation) }),
    closeStay: () => ({ closed: false }),
  });
  await stay.admit();
  await shownAs(stay, 'Admitted', null);
  await stay.discharge();
  await shownAs(stay, 'Settled', null);
  await soon(async () => expect(stay.calls('closeStay')).toBe(1));
  stay.answer({ closeStay: () => ({ closed: true }) });
  await stay.notify();
  expect(await stay.handle.result()).toBe('Closed');
  return figuresIn(stay.handle);
}

async function figuresIn(handle: WorkflowHandle): Promise<HistoryFigures> {
  return figuresOf((await handle.fetchHistory()).events ?? []);
}

function within(counted: object, budget: Readonly<Record<string, number>>): void {
  for (const [name, most] of Object.entries(budget))
    expect(Reflect.get(counted, name), name).toBeLessThanOrEqual(most);
}

function print(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
