import type { ListStore } from '../../store/lists/versions.ts';
import type { ListFlow } from '../lists/flow.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the relay of lists works with; times in real milliseconds. */
interface ListRelayParts {
  readonly versions: Pick<ListStore, 'owed'>;
  readonly flow: ListFlow;
  readonly log: RelayLog;
  readonly pollMs?: number;
}

const batch = 50;
const callMs = 4_000;

/** Starts the workflows of versions that never began, and repeats decisions until the workflow has taken them. */
export function startListRelay({ versions, flow, log, pollMs = 5_000 }: ListRelayParts): Relay {
  const work = async (): Promise<boolean> => {
    for (const version of await versions.owed(batch)) {
      const send = version.begunAt === null ? flow.start : flow.decided;
      await send(version, callMs);
    }
    return false;
  };
  return startLoop([{ work, pollMs }], log, 'the list relay could not reach the store');
}
