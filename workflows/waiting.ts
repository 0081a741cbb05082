import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Swept } from '../activities/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import { isOwnTrouble, type Trouble } from '../domain/hub-fault.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import type { Attention } from '../domain/stay.ts';
import type { AttentionSign } from './attention-sign.ts';
import type { Shape } from './shape.ts';
import { type StoreSteps, storeStep } from './steps.ts';
import { troubleOf } from './trouble.ts';

/** Well below the server's suggestion at 4,096, so that a run always has room for its messages. */
const eventsPerRun = 1_500;

export const dayMs = 86_400_000;

/** What a workflow brings to a wait. */
export interface Parking {
  readonly shape: Shape;
  readonly sign: AttentionSign;
  /** Counts the times somebody asked to try again at once. */
  readonly wakeUps: () => number;
  /** Continues as new with the same state; never returns. */
  readonly renew: () => Promise<never>;
  /** Writes down what the hub itself is to blame for at a step, null when it is over; gives what is to be shown. */
  readonly recordTrouble: (step: string, trouble: Trouble | null) => Promise<Attention | null>;
}

/** Runs a workflow to its own end: a cancel, such as the button of the UI, is shown in its details and not obeyed. */
export function uncancelled<Result>(
  { sign }: Pick<Parking, 'sign'>,
  main: () => Promise<Result>,
): Promise<Result> {
  CancellationScope.current().cancelRequested.catch(() => sign.ignore('cancel'));
  return CancellationScope.nonCancellable(main);
}

/** Ends what a stay does: people cancelled it, and it is undone instead. */
export class StayCancelled extends Error {
  override readonly name = 'StayCancelled';
}

/**
 * Sweeps until every party has answered. In between it parks: raises attention once the party's promise has passed,
 * and comes back by itself; retries never end. Throws StayCancelled.
 */
export async function untilAnswered<Value>(
  parking: Parking,
  step: string,
  sweep: () => Promise<Swept<Value>>,
): Promise<Value> {
  for (let attempts = 0; ; attempts += 1) {
    const swept = await answeredOrLater(parking, { step, attempts }, sweep);
    if (swept !== null) return swept.value;
  }
}

/** One sweep. Null: somebody did not answer, it is shown, and the time to ask again has come, or somebody knocked. Throws StayCancelled. */
export async function answeredOrLater<Value>(
  parking: Parking,
  { step, attempts }: { readonly step: string; readonly attempts: number },
  sweep: () => Promise<Swept<Value>>,
): Promise<{ readonly value: Value } | null> {
  const heard = parking.wakeUps();
  const swept = await sweepOrTrouble(parking, step, sweep);
  if (swept.kind === 'done') {
    parking.sign.show(swept.attention);
    return { value: swept.value };
  }
  if (swept.kind === 'cancelled') throw new StayCancelled();
  if (swept.overdue) parking.sign.raise(swept.attention);
  else if (isOwnTrouble(parking.sign.shown()?.code) && parking.shape.outlivesTrouble())
    parking.sign.show(await parking.recordTrouble(step, null));
  await pause(parking, heard, nextTrySeconds(attempts) * 1_000);
  return null;
}

/**
 * Waits until woken, at most so long, and continues as new when the history has grown long. `heard` is the count of wake-ups
 * before the step that led here: whoever knocked while it ran may have changed what it read.
 */
export async function pause(parking: Parking, heard: number, milliseconds?: number): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  const long = historyLength > eventsPerRun || continueAsNewSuggested;
  if (long || parking.shape.isOver()) await parking.renew();
  const woken = (): boolean => parking.wakeUps() > heard;
  if (!woken()) parking.shape.rest();
  if (milliseconds === undefined) await condition(woken);
  else await condition(woken, milliseconds);
}

/** Runs a step on the store until it is done; what stops it is shown, and it is tried again. */
export async function untilStored<Value>(
  parking: Parking,
  step: string,
  run: (steps: StoreSteps) => Promise<Value>,
): Promise<Value> {
  for (let attempts = 0; ; attempts += 1) {
    const heard = parking.wakeUps();
    try {
      return await storeStep(run, parking.shape.rest);
    } catch (failure) {
      const attention = await stoppedBy(failure, parking, { step, since: instantFromMillis(Date.now()) });
      if (attention === null) throw failure;
      parking.sign.raise(attention);
      await pause(parking, heard, nextTrySeconds(attempts) * 1_000);
    }
  }
}

/** A step that no worker took, or that a fault of the hub stopped, is a wait on ourselves. */
async function sweepOrTrouble<Value>(
  parking: Parking,
  step: string,
  sweep: () => Promise<Swept<Value>>,
): Promise<Swept<Value>> {
  const since = instantFromMillis(Date.now());
  parking.shape.rest();
  try {
    return await sweep();
  } catch (failure) {
    const attention = await stoppedBy(failure, parking, { step, since });
    if (attention === null) throw failure;
    return { kind: 'waiting', attention, overdue: true };
  }
}

/** What is to be shown of a failure that is the hub's own trouble; null: it is none, and ends the workflow. */
async function stoppedBy(
  failure: unknown,
  { recordTrouble, shape }: Parking,
  at: Pick<Attention, 'step' | 'since'>,
): Promise<Attention | null> {
  const trouble = troubleOf(failure);
  if (trouble === null) return null;
  const attention: Attention = { ...trouble, blockedOn: 'hub', ...at };
  if (shape.outlivesTrouble()) return (await recordTrouble(at.step, trouble)) ?? attention;
  return trouble.code === 'worker-absent' ? attention : null;
}
