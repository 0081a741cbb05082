import type { PartyStore } from '../../store/register/parties.ts';
import type { ListSchedules } from '../lists/schedules.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';

/** What it works with. */
interface ScheduleParts {
  readonly lists: { readonly schedules: Pick<ListSchedules, 'bringUpToDate'> };
  readonly parties: Pick<PartyStore, 'lists'>;
  readonly log: RelayLog;
}

const restMs = 3_600_000;

/**
 * Once after the start of the api the nightly Schedules say what its version plans, and until Temporal is there it is tried again. Not
 * again and again: two versions that run side by side would each put back what the other put.
 */
export function startScheduleUpdate({ lists, parties, log }: ScheduleParts): Relay {
  let isDone = false;
  const work = async (): Promise<boolean> => {
    if (isDone) return false;
    const known = (await parties.lists()).map(({ listId }) => listId);
    const unread = await lists.schedules.bringUpToDate(known);
    if (unread.length > 0)
      log.warn({ schedules: unread }, 'nightly Schedules that cannot be read stay as they are');
    isDone = true;
    return false;
  };
  return startLoop([{ work, pollMs: restMs }], log, 'the nightly Schedules could not be brought up to date');
}
