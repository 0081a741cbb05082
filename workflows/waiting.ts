import {
  ActivityFailure,
  CancellationScope,
  condition,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Swept } from '../activities/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import type { Attention } from '../domain/stay.ts';
import { retryAfterSeconds } from '../domain/waiting.ts';
import type { AttentionSign } from './attention-sign.ts';

/** Well below the server's suggestion at 4,096, so that a run always has room for its messages. */
const eventsPerRun = 1_500;

export const dayMs = 86_400_000;

/** What a workflow brings to a wait. */
export interface Parking {
  readonly sign: AttentionSign;
  /** Counts the times somebody asked to try again at once. */
  readonly wakeUps: () => number;
  /** Continues as new with the same state; never returns. */
  readonly renew: () => Promise<never>;
}

/** Runs a workflow to its own end: a cancel, such as the button of the UI, is shown in its details and not obeyed. */
export function uncancelled<Result>(
  { sign }: Pick<Parking, 'sign'>,
  main: () => Promise<Result>,
): Promise<Result> {
  CancellationScope.current().cancelRequested.catch(() => sign.ignore('cancel'));
  return CancellationScope.nonCancellable(main);
}

/**
 * Sweeps until every party has answered. In between it parks: raises attention once the party's promise has passed,
 * and comes back by itself; retries never end.
 */
export async function untilAnswered<Value>(
  parking: Parking,
  step: string,
  sweep: () => Promise<Swept<Value>>,
): Promise<Value> {
  for (let attempts = 0; ; attempts += 1) {
    const heard = parking.wakeUps();
    const swept = await sweepOrAbsence(step, sweep);
    if (swept.kind === 'done') {
      parking.sign.show(swept.attention);
      return swept.value;
    }
    if (swept.overdue) parking.sign.raise(swept.attention);
    await pause(parking, heard, retryAfterSeconds(attempts) * 1_000);
  }
}

/**
 * Waits until woken, at most so long, and continues as new when the history has grown long. `heard` is the count of wake-ups
 * before the step that led here: whoever knocked while it ran may have changed what it read.
 */
export async function pause(parking: Parking, heard: number, milliseconds?: number): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  if (historyLength > eventsPerRun || continueAsNewSuggested) await parking.renew();
  const woken = (): boolean => parking.wakeUps() > heard;
  if (milliseconds === undefined) await condition(woken);
  else await condition(woken, milliseconds);
}

/** A task that no worker took is a wait on ourselves; everything else the activity's own retries deal with. */
async function sweepOrAbsence<Value>(
  step: string,
  sweep: () => Promise<Swept<Value>>,
): Promise<Swept<Value>> {
  const since = instantFromMillis(Date.now());
  try {
    return await sweep();
  } catch (failure) {
    const absent =
      failure instanceof ActivityFailure &&
      failure.cause instanceof TimeoutFailure &&
      failure.cause.timeoutType === 'SCHEDULE_TO_START';
    if (!absent) throw failure;
    const attention: Attention = { code: 'worker-absent', blockedOn: 'hub', since, step };
    return { kind: 'waiting', attention, overdue: true };
  }
}
