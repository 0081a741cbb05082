import { setTimeout as sleep } from 'node:timers/promises';
import type { ListStore } from '../../store/lists/versions.ts';
import type { ListFlow } from '../lists/flow.ts';
import type { Relay } from './stays.ts';

/** What the relay of lists works with; times in real milliseconds. */
interface ListRelayParts {
  readonly versions: Pick<ListStore, 'owed'>;
  readonly flow: ListFlow;
  readonly log: { warn(about: object, message: string): void };
  readonly pollMs?: number;
}

const batch = 50;
const callMs = 4_000;

/** Starts the workflows of versions that never began, and repeats decisions until the workflow has taken them. */
export function startListRelay({ versions, flow, log, pollMs = 2_000 }: ListRelayParts): Pick<Relay, 'stop'> {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        for (const version of await versions.owed(batch)) {
          const send = version.begunAt === null ? flow.start : flow.decided;
          await send(version, callMs);
        }
      } catch (error) {
        log.warn(
          { name: error instanceof Error ? error.name : 'unknown' },
          'the list relay could not reach the store',
        );
      }
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
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
