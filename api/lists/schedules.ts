import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';
import { HubProblem } from '../../domain/failures.ts';
import type { ListId } from '../../domain/ids.ts';
import { pullScheduleId } from '../../domain/list.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';
import { counting, isAsPlanned, isSealedBy, planOf, pulling } from './nightly-plan.ts';

/** The Schedules that pull lists; shown, paused and triggered in the Temporal UI like any other. All throw HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface ListSchedules {
  /** Pulls the list and counts its members every night from now on; a second time brings the times up to date, and what an operator paused stays paused. */
  pullNightly(listId: ListId): Promise<void>;
  /** Stops pulling it; its members are counted every night all the same, for an agency that pushes compares too. */
  stopPulling(listId: ListId): Promise<void>;
  /** Those Schedules of the lists that are there say what this version plans, sealed with the key of now; none is made, none removed; an hour that somebody set in the Temporal UI is set back. Gives the ids of those that cannot be read. */
  bringUpToDate(lists: readonly ListId[]): Promise<readonly string[]>;
}

/** `clockSpeed` is how many county seconds pass in one real second, `payloadKey` the id of the key that payloads are sealed with now. */
export function listSchedules(
  client: Client,
  { clockSpeed, payloadKey }: { readonly clockSpeed: number; readonly payloadKey: string },
): ListSchedules {
  const update = (work: ReturnType<typeof pulling>): Promise<void> =>
    client.schedule
      .getHandle(work.scheduleId)
      .update(({ state }) => ({ ...planOf(work, clockSpeed), state }));
  const nightly = async (work: ReturnType<typeof pulling>): Promise<void> => {
    try {
      await client.schedule.create({ scheduleId: work.scheduleId, ...planOf(work, clockSpeed) });
    } catch (failure) {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
      await update(work);
    }
  };
  /** Whatever is as planned is only read, so that many starts write nothing. */
  const updateOld = async (work: ReturnType<typeof pulling>): Promise<void> => {
    const shown = await client.schedule.getHandle(work.scheduleId).describe();
    if (!isAsPlanned(shown, planOf(work, clockSpeed)) || !isSealedBy(payloadKey, shown)) await update(work);
  };
  return {
    pullNightly: (listId) =>
      orUnavailable(client, async () => {
        await nightly(pulling(listId));
        await nightly(counting(listId));
      }),
    stopPulling: (listId) =>
      orUnavailable(client, async () => {
        try {
          await client.schedule.getHandle(pullScheduleId(listId)).delete();
        } catch (failure) {
          if (!(failure instanceof ScheduleNotFoundError)) throw failure;
        }
        await nightly(counting(listId));
      }),
    bringUpToDate: async (lists) => {
      const unread: string[] = [];
      let unavailable: HubProblem | undefined;
      // One that cannot be read, or not now, keeps none of the others from being brought up to date.
      for (const work of lists.flatMap((listId) => [pulling(listId), counting(listId)]))
        try {
          await orUnavailable(client, () => updateOld(work));
        } catch (failure) {
          if (failure instanceof HubProblem) unavailable = failure;
          // What it starts its workflow with may be sealed by a key of long ago.
          else if (!(failure instanceof ScheduleNotFoundError)) unread.push(work.scheduleId);
        }
      if (unavailable !== undefined) throw unavailable;
      return unread;
    },
  };
}
