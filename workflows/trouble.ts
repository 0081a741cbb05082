import { ActivityFailure, ApplicationFailure, patched, TimeoutFailure } from '@temporalio/workflow';
import { hubFaultType, type Trouble } from '../domain/hub-fault.ts';

/** Such codes and no other text are shown: a failure that was made by hand may hold anything. */
const code = /^[A-Za-z0-9-]{1,60}$/;

/**
 * What the hub itself is to blame for when a step comes back with a failure: nobody took it, no retry mends it, or somebody
 * failed it by hand. A workflow waits until that is over and does not fail. Null: something else, such as a cancel.
 */
export function troubleOf(failure: unknown): Trouble | null {
  // A local activity's failure comes bare.
  if (isHubFault(failure)) return faultOf(failure);
  if (!(failure instanceof ActivityFailure)) return null;
  const { cause, activityType: activity } = failure;
  if (isHubFault(cause)) return faultOf(cause, activity);
  if (!(cause instanceof TimeoutFailure)) return fault(activity, 'failed-by-hand');
  return cause.timeoutType === 'SCHEDULE_TO_START' ? { code: 'worker-absent' } : fault(activity, 'timed-out');
}

/** Runs of before failed with such a step, or showed it without writing it down. */
export function outlivesTrouble(): boolean {
  return patched('2026-11-hub-fault');
}

/** An activity's word that no retry mends what stops it. */
export function isHubFault(failure: unknown): failure is ApplicationFailure {
  return failure instanceof ApplicationFailure && failure.type === hubFaultType;
}

function faultOf({ details }: ApplicationFailure, activity: unknown = details?.[1]): Trouble {
  return fault(codeOf(activity), codeOf(details?.[0]));
}

function codeOf(told: unknown): string {
  return typeof told === 'string' && code.test(told) ? told : 'unknown';
}

function fault(activity: string, what: string): Trouble {
  return { code: 'hub-fault', detail: { kind: 'fault', activity, fault: what } };
}
