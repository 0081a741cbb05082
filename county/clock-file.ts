import { type ClockSetting, countyClock, realTime } from '../domain/clock.ts';
import { readJson, type StateDirectory, writeJson } from './state.ts';

/** County seconds in a real second of a living county: a day passes in half a minute. */
export const livingSpeed = 2_880;

/**
 * Sets the county's clock for this start: it goes on from the moment at which the county stood still, for a stopped county
 * has no days; the first start begins now.
 */
export function setClock(state: StateDirectory, speed: number): ClockSetting {
  const now = Date.now();
  const stopped = readJson<{ readonly countyMs: number }>(state.clockFile);
  const setting = { realMs: now, countyMs: stopped?.countyMs ?? now, speed };
  writeJson(state.clockFile, setting);
  return setting;
}

/** The clock of a county that runs, as its holder noted it a moment ago. */
export function readClock(state: StateDirectory): ClockSetting {
  return readJson<ClockSetting>(state.clockFile) ?? realTime;
}

/** Notes where the clock stands, now and every few seconds, so that a killed county goes on from there. */
export function keepClock(state: StateDirectory, setting: ClockSetting): { readonly stop: () => void } {
  const clock = countyClock(setting);
  const note = (): void =>
    writeJson(state.clockFile, { realMs: Date.now(), countyMs: clock.nowMillis(), speed: setting.speed });
  const timer = setInterval(note, 2_000).unref();
  return {
    stop: () => {
      clearInterval(timer);
      note();
    },
  };
}
