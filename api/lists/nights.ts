import { type Client, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
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
  /** All that stand still. Throws HubProblem `workflows-unavailable` when Temporal does not answer. */
  stood(): Promise<readonly StoodNight[]>;
}

/** What a Schedule shows of itself, described or in a list. */
interface Shown {
  readonly scheduleId: string;
  readonly state: { readonly paused: boolean };
  readonly info: {
    readonly recentActions: readonly {
      readonly action: { readonly workflow: { readonly workflowId: string } };
    }[];
  };
}

export function listNights(client: Client): ListNights {
  return {
    async stood() {
      const schedules = await orUnavailable(client, () => allSchedules(client));
      const found: StoodNight[] = [];
      for (const shown of schedules) {
        const work = nightlyWorkOf(shown.scheduleId);
        if (work !== undefined) found.push(...(await stoodOf(client, work, shown)));
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
  const stood = (await nights.stood()).filter(({ listId }) => known.includes(listId));
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

async function allSchedules(client: Client): Promise<readonly Shown[]> {
  const all: Shown[] = [];
  for await (const shown of client.schedule.list({ pageSize: 1_000 })) all.push(shown);
  return all;
}

/** The list of Schedules lags a moment: what it says to stand still is asked itself before it is said. */
async function stoodOf(client: Client, work: NightlyWork, listed: Shown): Promise<readonly StoodNight[]> {
  if ((await lookAt(client, work, listed)).length === 0) return [];
  try {
    const described = await orUnavailable(client, () =>
      client.schedule.getHandle(listed.scheduleId).describe(),
    );
    return await lookAt(client, work, described);
  } catch (failure) {
    if (failure instanceof ScheduleNotFoundError) return [];
    throw failure;
  }
}

async function lookAt(client: Client, work: NightlyWork, shown: Shown): Promise<readonly StoodNight[]> {
  const { listId, work: what } = work;
  const nightly = shown.info.recentActions.at(-1)?.action.workflow.workflowId;
  // Whoever had the list fetched by hand since then ended the trouble of the night.
  const byHand = what === 'pull' ? [listPullWorkflowId(listId)] : [];
  const ids = [...(nightly === undefined ? [] : [nightly]), ...byHand];
  const runs = (await Promise.all(ids.map((id) => runOf(client, id)))).filter((run) => run !== null);
  const last = runs.toSorted((one, other) => one.startTime.getTime() - other.startTime.getTime()).at(-1);
  const run = last === undefined ? null : stoodRun(last.status.name);
  const found = [
    ...(shown.state.paused ? (['schedule-paused'] as const) : []),
    ...(run === null ? [] : [run]),
  ];
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
