import { chinaDate, type Instant, instantFromMillis, type LocalDate } from './dates.ts';

/** How the county's time runs: at real moment `realMs` it was `countyMs`, and it runs `speed` times as fast (both in milliseconds since 1970). */
export interface ClockSetting {
  readonly realMs: number;
  readonly countyMs: number;
  readonly speed: number;
}

/** The county's own time; in production it is real time. */
export interface CountyClock {
  /** Now, as an instant with +08:00. */
  readonly now: () => Instant;
  /** Today in China. */
  readonly today: () => LocalDate;
  /** Now, in county milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** The real millisecond at which the county's clock shows `countyMillis`: never earlier, so a timer set by it does not fire too soon. */
  readonly realMillisFor: (countyMillis: number) => number;
}

/** The county's clock is the real clock. */
export const realTime: ClockSetting = { realMs: 0, countyMs: 0, speed: 1 };

/** A clock: county time = countyMs + (real − realMs) × speed. Throws RangeError unless speed is a finite number above 0. */
export function countyClock(setting: ClockSetting, realNow: () => number = Date.now): CountyClock {
  const { realMs, countyMs, speed } = setting;
  if (!(speed > 0) || ![speed, realMs, countyMs].every(Number.isFinite))
    throw new RangeError('clock speed must be above 0, times finite');
  const nowMillis = (): number => Math.floor(countyMs + (realNow() - realMs) * speed);
  return {
    nowMillis,
    now: () => instantFromMillis(nowMillis()),
    today: () => chinaDate(nowMillis()),
    // The quotient is rounded up by itself: added to a moment first, its fraction would be lost.
    realMillisFor: (countyMillis) => Math.ceil(realMs) + Math.ceil((countyMillis - countyMs) / speed),
  };
}
