import type { CountyClock } from '../../domain/clock.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';

/** What carries out the orders about many stays; times in real milliseconds. */
interface BulkParts {
  readonly stays: Pick<StayStore, 'carryOutNextOfBulk'>;
  readonly clock: CountyClock;
  /** The relay of stays has something to deliver. */
  readonly nudge: () => void;
  readonly log: RelayLog;
  readonly everyMs?: number;
}

/** Takes up, one by one, what is due of the orders about many stays. Each has its own time, so that the parties are not flooded. */
export function startBulkRelay({ stays, clock, nudge, log, everyMs = 2_000 }: BulkParts): Relay {
  const work = async (): Promise<boolean> => {
    const carriedOut = await stays.carryOutNextOfBulk(clock.now());
    if (carriedOut) nudge();
    return carriedOut;
  };
  return startLoop([{ work, pollMs: everyMs }], log, 'an order about many stays could not be carried out');
}
