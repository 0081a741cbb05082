import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Instant } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { listPullWorkflowId, type NightlyWork, nightlyWorkOf } from '../../domain/list.ts';
import type { Attention } from '../../domain/stay.ts';
import type { ListAttention } from '../../store/lists/attention.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';

/** What of a list's nights stands still: its Schedule is paused, or its last run is paused or was ended. */
export interface StoodNight extends NightlyWork {
  readonly found: 'schedule-paused' | 'run-paused' | 'run-ended';
}

/** Looks at the Schedules of lists and at their last runs. */
export interface ListNights {
  /** All of these lists that stand still. Throws HubProblem `workflows-unavailable` when Temporal does not answer. */
  stood(lists: readonly ListId[]): Promise<readonly StoodNight[]>;
}

/** What a Schedule shows of itself. */
interface Shown {
  readonly paused: boolean;
  /** Workflow that it started last. */
  readonly last: string | undefined;
}

/** gRPC's NOT_FOUND. */
const notFound = 5;

/** The nights of lists as Temporal has them. Throws HubProblem `workflows-unavailable`. */
export function listNights(client: Client): ListNights {
  return {
    async stood(lists) {
      const found: StoodNight[] = [];
      for (const [scheduleId, listed] of await orUnavailable(client, () => allSchedules(client))) {
        const work = nightlyWorkOf(scheduleId);
        if (work === undefined || !lists.includes(work.listId)) continue;
        if ((await lookAt(client, work, listed)).length === 0) continue;
        // The list of Schedules lags a moment: what seems to stand still is asked itself before it is said.
        const described = await orUnavailable(client, () => describedSchedule(client, scheduleId));
        if (described !== null) found.push(...(await lookAt(client, work, described)));
      }
      return found;
    },
  };
}

/** Says of each list what of its nights stands still, and takes back what goes on again. `known`: lists of the register. */
export async function matchNights(
  { nights, attention }: { readonly nights: ListNights; readonly attention: ListAttention },
  known: readonly ListId[],
  now: Instant,
): Promise<void> {
  const said = await attention.ofNights();
  const stood = await nights.stood(known);
  for (const one of stood) await attention.raise({ listId: one.listId, version: 0 }, signOf(one, now));
  const wrong = new Set(stood.map((one) => `${one.listId} ${stepOf(one)}`));
  for (const { listId, step } of said)
    if (!wrong.has(`${listId} ${step}`)) await attention.clear({ listId, version: 0, step });
}

function signOf(one: StoodNight, since: Instant): Attention {
  const { work, found } = one;
  return {
    code: found === 'run-ended' ? 'workflow-gone' : 'workflow-paused',
    ...{ blockedOn: 'operator', since, step: stepOf(one), detail: { kind: 'nightly', work, found } },
  };
}

function stepOf({ work, found }: StoodNight): string {
  return found === 'schedule-paused' ? `nightly/${work}` : `nightly/${work}/run`;
}

async function allSchedules(client: Client): Promise<ReadonlyMap<string, Shown>> {
  const all = new Map<string, Shown>();
  for await (const { scheduleId, state, info } of client.schedule.list({ pageSize: 1_000 }))
    all.set(scheduleId, {
      paused: state.paused,
      last: info.recentActions.at(-1)?.action.workflow.workflowId,
    });
  return all;
}

/** Null: it is gone. Asked bare, for the SDK would open what the Schedule starts its workflow with, perhaps by a key of long ago. */
async function describedSchedule(client: Client, scheduleId: string): Promise<Shown | null> {
  const { namespace } = client.options;
  try {
    const { schedule, info } = await client.workflowService.describeSchedule({ namespace, scheduleId });
    const last = info?.recentActions?.at(-1)?.startWorkflowResult?.workflowId;
    return { paused: schedule?.state?.paused === true, last: last ?? undefined };
  } catch (failure) {
    if (isGrpcServiceError(failure) && failure.code === notFound) return null;
    throw failure;
  }
}

async function lookAt(client: Client, work: NightlyWork, shown: Shown): Promise<readonly StoodNight[]> {
  const { listId, work: what } = work;
  // Whoever had the list fetched by hand since then ended the trouble of the night.
  const byHand = what === 'pull' ? [listPullWorkflowId(listId)] : [];
  const ids = [...(shown.last === undefined ? [] : [shown.last]), ...byHand];
  const runs = (await Promise.all(ids.map((id) => runOf(client, id)))).filter((run) => run !== null);
  const last = runs.toSorted((one, other) => one.startTime.getTime() - other.startTime.getTime()).at(-1);
  const run = last === undefined ? null : stoodRun(last.status.name);
  const found = [...(shown.paused ? (['schedule-paused'] as const) : []), ...(run === null ? [] : [run])];
  return found.map((one) => ({ ...work, found: one }));
}

/** Null: nobody ran it, or so long ago that Temporal has forgotten it. */
async function runOf(client: Client, workflowId: string) {
  try {
    return await orUnavailable(client, () => client.workflow.getHandle(workflowId).describe());
  } catch (failure) {
    if (failure instanceof WorkflowNotFoundError) return null;
    throw failure;
  }
}

/** A run that came to its own end, whatever that was, stands nowhere: a fetch that failed is counted where it is made. */
function stoodRun(status: string): 'run-paused' | 'run-ended' | null {
  if (status === 'PAUSED') return 'run-paused';
  return ['FAILED', 'TERMINATED', 'CANCELLED', 'TIMED_OUT'].includes(status) ? 'run-ended' : null;
}
