import { isCancellation, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow';
import type { Activities, TroubleInput } from '../activities/contract.ts';
import type { Attention } from '../domain/stay.ts';
import { partyQueue } from '../domain/task-queues.ts';
import { isHubFault } from './trouble.ts';
import { sealedOnly } from './unsealed.ts';

type PartySteps = Pick<
  Activities,
  | 'sweepCover'
  | 'sweepAdmission'
  | 'sweepInterim'
  | 'sweepSettlement'
  | 'sweepReimbursement'
  | 'sweepCancel'
  | 'sweepCreditLine'
  | 'sweepRecords'
>;
export type StoreSteps = Pick<
  Activities,
  'decideAdmission' | 'settleInterim' | 'settleStay' | 'closeStay' | 'followPlan'
>;
type TroubleStep = Pick<Activities, 'recordTrouble'>;
export type AtOnceSteps = Pick<Activities, 'arriveAtOnce' | 'settleAtOnce' | 'claimAtOnce'>;

/** The longest that all local sweeps of one workflow task wait for parties together (real ms). */
export const localSweepsMs = 2_000;

/** Workers say once a second that a step still runs (workers/heartbeat.ts); whoever is silent for so long was killed. */
const deadAfter = '3 seconds';

/**
 * Steps that speak to parties. A sweep returns before its parties' promptness is used up and reads the message log
 * first, so a retry asks nobody twice. Nobody taking the task for half a minute is a wait that a person should see.
 */
export const partySteps = sealedOnly(
  proxyActivities<PartySteps>({
    taskQueue: partyQueue,
    scheduleToStartTimeout: '30 seconds',
    startToCloseTimeout: '30 seconds',
    heartbeatTimeout: deadAfter,
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  }),
);

/** Of steps that speak to a party and for which no stay waits. */
export const asideOptions = {
  taskQueue: partyQueue,
  scheduleToStartTimeout: '1 minute',
  heartbeatTimeout: deadAfter,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;

const atOnce = {
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '4 seconds',
  retry: { initialInterval: '100 milliseconds', maximumAttempts: 3 },
} as const;
const quickSteps = proxyLocalActivities<StoreSteps>(atOnce);
const troubleStep = proxyLocalActivities<TroubleStep>(atOnce);

/** One attempt; the time beyond the sweeps' own is for the store. Below the 80 % of a task's five seconds at which the SDK asks for more. */
export const atOnceSteps = proxyLocalActivities<AtOnceSteps>({
  startToCloseTimeout: localSweepsMs + 1_500,
  scheduleToCloseTimeout: localSweepsMs + 1_500,
  retry: { maximumAttempts: 1 },
});

const patientSteps = sealedOnly(
  proxyActivities<StoreSteps>({
    startToCloseTimeout: '15 seconds',
    heartbeatTimeout: deadAfter,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  }),
);

/**
 * Runs a step on the store: as a local activity, which costs one event, and when the store does not answer at once as a
 * normal one, for a local activity that retries against a dead store writes an event every few seconds.
 */
export async function storeStep<Value>(
  step: (steps: StoreSteps) => Promise<Value>,
  rest: () => void,
): Promise<Value> {
  try {
    return await step(quickSteps);
  } catch (failure) {
    // A local activity's failure comes bare, not inside an ActivityFailure as a normal one's does.
    if (!(failure instanceof TemporalFailure) || isCancellation(failure)) throw failure;
    // No retry mends it.
    if (isHubFault(failure)) throw failure;
    rest();
    return await step(patientSteps);
  }
}

/** Null when the store has nothing to show or is itself what fails: then the workflow's own sign says it alone. */
export async function recordTrouble(input: TroubleInput): Promise<Attention | null> {
  try {
    return (await troubleStep.recordTrouble(input)).shown;
  } catch (failure) {
    if (!(failure instanceof TemporalFailure) || isCancellation(failure)) throw failure;
    return null;
  }
}
