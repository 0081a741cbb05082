import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import { startOfDay } from '../domain/dates.ts';
import { repaymentStep } from '../domain/repayment-steps.ts';
import { noticed } from './noticed.ts';
import type { RepaymentInput } from './repayment.messages.ts';
import { searchAttribute } from './search-attributes.ts';
import { recordTrouble } from './steps.ts';
import { requireSealed } from './unsealed.ts';
import { type Parking, pause, uncancelled, untilStored } from './waiting.ts';

/**
 * One plan of instalments: outlives its stay, wakes on the days of the plan and whenever somebody pays or acts, and ends once the plan is
 * even or another one takes its place. What is due is the store's to say.
 */
export async function repayment(input: RepaymentInput): Promise<'over'> {
  requireSealed(input);
  const parking = parkingOf(input);
  return uncancelled(parking, async () => {
    await followed(input, parking);
    parking.sign.lower();
    parking.shape.write([{ key: searchAttribute('HubStage'), value: 'ended' }]);
    parking.shape.rest();
    await condition(allHandlersFinished);
    return 'over' as const;
  });
}

function parkingOf(input: RepaymentInput): Parking {
  const { caseRef, plan, carried } = input;
  return noticed(carried?.attention ?? null, {
    // Beside what the plan itself waits for: the one does not take the place of the other.
    recordTrouble: (_step, trouble) =>
      recordTrouble({ caseRef, step: `${repaymentStep(plan)}/follow`, trouble }),
    renewed: ({ sign }) => {
      const { carried: _, ...same } = input;
      return continueAsNew<typeof repayment>({ ...same, carried: { attention: sign.shown() } });
    },
  });
}

async function followed({ caseRef, plan, clockSpeed }: RepaymentInput, parking: Parking): Promise<void> {
  for (;;) {
    const heard = parking.wakeUps();
    const progress = await untilStored(parking, repaymentStep(plan), (steps) =>
      steps.followPlan({ caseRef, plan }),
    );
    if (progress.kind === 'over') return;
    parking.sign.show(progress.attention);
    const { nextOn, againInMs } = progress;
    // Nobody need act: the next day of the plan is what operators see.
    if (progress.attention === null && nextOn !== null)
      parking.shape.write([{ key: searchAttribute('HubNextDeadline'), value: new Date(startOfDay(nextOn)) }]);
    await pause(parking, heard, againInMs === null ? undefined : Math.ceil(againInMs / clockSpeed));
  }
}
