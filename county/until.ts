import { setTimeout as wait } from 'node:timers/promises';
import type { CountyClock } from '../domain/clock.ts';
import type { LocalDate } from '../domain/dates.ts';
import type { Hospital } from './hospital.ts';
import type { StayView } from './stay-view.ts';

/** The stay once it is done; null when the county stops first. */
export async function until(
  look: {
    readonly hospital: Hospital;
    readonly caseRef: StayView['caseRef'];
    readonly signal: AbortSignal;
  },
  done: (view: StayView) => boolean,
): Promise<StayView | null> {
  const { hospital, caseRef, signal } = look;
  while (!signal.aborted) {
    try {
      for await (const view of hospital.follow(caseRef, signal)) if (done(view)) return view;
    } catch {
      await wait(2_000, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}

/** Until the county's day has come, or the county stops. */
export async function untilDay(clock: CountyClock, day: LocalDate, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && clock.today() < day)
    await wait(1_000, undefined, { signal }).catch(() => undefined);
}
