import { isDeepStrictEqual } from 'node:util';
import { type ScheduleDescription, ScheduleOverlapPolicy } from '@temporalio/client';
import type { ListId } from '../../domain/ids.ts';
import { countScheduleId, listPullWorkflowId, nightlyHour, pullScheduleId } from '../../domain/list.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { payloadKeyId } from '../../temporal/payload-codec.ts';
import type { ListSyncInput } from '../../workflows/list-sync.messages.ts';

/** When a list is pulled: once a county day, and in a county whose days fly past once a minute. */
const countyDayMs = 86_400_000;
/** No agency is asked more often than this (real ms). */
const shortestMs = 60_000;
/** In production. */
const atNight = { hour: nightlyHour, minute: 0, timezone: 'Asia/Shanghai', jitter: 1_800_000 } as const;
const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 86_400_000 } as const;

/** One thing that is done about a list every night. */
interface Work {
  readonly scheduleId: string;
  readonly workflowId: string;
  readonly input: ListSyncInput;
}

/** Fetching it from its agency. */
export function pulling(listId: ListId): Work {
  const workflowId = `${listPullWorkflowId(listId)}/nightly`;
  return { scheduleId: pullScheduleId(listId), workflowId, input: { source: 'pull', listId } };
}

/** Counting its members. */
export function counting(listId: ListId): Work {
  const workflowId = `list-census/${listId}`;
  return { scheduleId: countScheduleId(listId), workflowId, input: { source: 'census', listId } };
}

/** What the Schedule of such work says; `clockSpeed` is how many county seconds pass in one real second. */
export function planOf({ workflowId, input }: Work, clockSpeed: number) {
  const { hour, minute, ...zone } = atNight;
  const spec =
    clockSpeed === 1
      ? { calendars: [{ hour, minute }], ...zone }
      : { intervals: [{ every: Math.max(countyDayMs / clockSpeed, shortestMs) }] };
  const action = {
    ...{ type: 'startWorkflow' as const, workflowType: 'listSync', workflowId },
    ...{ taskQueue: flowQueue, args: [input] },
  };
  return { spec, policies, action };
}

/** Whether a Schedule says what is planned: its times, how it treats a run that is late or still going, and what it starts. */
export function isAsPlanned(shown: ScheduleDescription, plan: ReturnType<typeof planOf>): boolean {
  return isDeepStrictEqual(saidOf(shown), plannedOf(plan));
}

/** Whether what a Schedule starts its workflow with is sealed with that key: a Schedule keeps it as long as it lives. */
export function isSealedBy(payloadKey: string, { raw }: ScheduleDescription): boolean {
  const input = raw.schedule?.action?.startWorkflow?.input?.payloads ?? [];
  return input.every((payload) => payloadKeyId(payload) === payloadKey);
}

function saidOf({ spec, policies: { overlap, catchupWindow }, action }: ScheduleDescription) {
  const { calendars = [], intervals = [], timezone, jitter = 0 } = spec;
  const { workflowType, workflowId, taskQueue, args = [] } = action;
  const starts = (ranges: readonly { readonly start: number }[]) => ranges.map(({ start }) => start);
  return {
    at: calendars.map(({ hour, minute }) => [starts(hour), starts(minute)]),
    every: intervals.map(({ every }) => every),
    ...{ timezone: timezone || 'UTC', jitter, overlap, catchupWindow },
    ...{ workflowType, workflowId, taskQueue, args },
  };
}

function plannedOf({ spec, policies: same, action }: ReturnType<typeof planOf>): ReturnType<typeof saidOf> {
  const { workflowType, workflowId, taskQueue, args } = action;
  const zone = 'timezone' in spec ? spec : { timezone: 'UTC', jitter: 0 };
  return {
    at: 'calendars' in spec ? spec.calendars.map(({ hour, minute }) => [[hour], [minute]]) : [],
    every: 'intervals' in spec ? spec.intervals.map(({ every }) => every) : [],
    ...{ timezone: zone.timezone, jitter: zone.jitter, ...same },
    ...{ workflowType, workflowId, taskQueue, args },
  };
}
