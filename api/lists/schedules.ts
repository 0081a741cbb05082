import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { ListId } from '../../domain/ids.ts';
import { countScheduleId, listPullWorkflowId, pullScheduleId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ListSyncInput } from '../../workflows/list-sync.messages.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';

/** When a list is pulled: once a county day; in a county whose day lasts half a minute that is twice a minute. */
const countyDaySeconds = 86_400;
/** No agency is asked more often than this (real seconds). */
const shortestSeconds = 60;

/** The Schedules that pull lists; shown, paused and triggered in the Temporal UI like any other. Both throw HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface ListSchedules {
  /** Pulls the list and counts its members every night from now on; a second time brings the times up to date, and what an operator paused stays paused. */
  pullNightly(listId: ListId): Promise<void>;
  /** Stops pulling it; its members are counted every night all the same, for an agency that pushes compares too. */
  stopPulling(listId: ListId): Promise<void>;
}

/** `clockSpeed` is how many county seconds pass in one real second. */
export function listSchedules(client: Client, clockSpeed: number): ListSchedules {
  const everySeconds = Math.max(countyDaySeconds / clockSpeed, shortestSeconds);
  const planOf = (workflowId: string, input: ListSyncInput) => ({
    // In production at two in the morning, when agencies sleep and their systems do not.
    spec:
      clockSpeed === 1
        ? { calendars: [{ hour: 2, minute: 0 }], timezone: 'Asia/Shanghai', jitter: '30 minutes' as const }
        : { intervals: [{ every: `${everySeconds} seconds` as const }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' as const },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'listSync',
      workflowId,
      taskQueue: flowQueue,
      args: [input],
    },
  });
  const nightly = async (scheduleId: string, workflowId: string, input: ListSyncInput): Promise<void> => {
    const plan = planOf(workflowId, input);
    try {
      await client.schedule.create({ scheduleId, ...plan });
    } catch (failure) {
      if (!(failure instanceof ScheduleAlreadyRunning)) throw failure;
      await client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...plan, state }));
    }
  };
  const countNightly = (listId: ListId): Promise<void> =>
    nightly(countScheduleId(listId), `list-census/${listId}`, { source: 'census', listId });
  return {
    pullNightly: (listId) =>
      orUnavailable(client, async () => {
        await nightly(pullScheduleId(listId), `${listPullWorkflowId(listId)}/nightly`, {
          source: 'pull',
          listId,
        });
        await countNightly(listId);
      }),
    stopPulling: (listId) =>
      orUnavailable(client, async () => {
        try {
          await client.schedule.getHandle(pullScheduleId(listId)).delete();
        } catch (failure) {
          if (!(failure instanceof ScheduleNotFoundError)) throw failure;
        }
        await countNightly(listId);
      }),
  };
}
