import { setTimeout as sleep } from 'node:timers/promises';
import type { CountyClock } from '../../domain/clock.ts';
import type { Retention } from '../../store/messages/retention.ts';
import type { PatientParts } from '../../store/money/patient-part.ts';
import type { Relay } from './stays.ts';

/** What the upkeep of the store works with; times in real milliseconds. */
interface UpkeepParts {
  readonly clock: CountyClock;
  readonly retention: Retention;
  readonly patientParts: PatientParts;
  /** The relay of stays has something to deliver. */
  readonly nudge: () => void;
  readonly log: { warn(about: object, message: string): void };
  readonly everyMs?: number;
}

const batch = 100;

/** Every minute finds what became due by time alone, and forgets what nobody will ask for any more, some at a time. */
export function startUpkeep(parts: UpkeepParts): Pick<Relay, 'stop'> {
  const { clock, retention, patientParts, nudge, log, everyMs = 60_000 } = parts;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await patientParts.raiseUnpaid(clock.now(), batch)) > 0) nudge();
        await retention.forgetOld(clock.now());
      } catch (error) {
        log.warn(
          { name: error instanceof Error ? error.name : 'unknown' },
          'the upkeep could not reach the store',
        );
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
