import { setTimeout as sleep } from 'node:timers/promises';
import type { CountyClock } from '../../domain/clock.ts';
import { instantFromMillis } from '../../domain/dates.ts';
import type { ListAttention } from '../../store/lists/attention.ts';
import type { OpenVersions } from '../../store/lists/open-versions.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { OpenWork } from '../../store/stays/open-work.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import { type ListNights, matchNights } from '../lists/nights.ts';
import { listWatch } from '../lists/watch.ts';
import { stayWatch } from '../stays/watch.ts';
import type { StayWorkflows } from '../stays/workflows.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';
import type { Watch, Watched } from './watch.ts';

/** What the reconciler works with; times in real milliseconds. */
export interface ReconcilerParts {
  readonly openWork: OpenWork;
  readonly stays: Pick<StayStore, 'raiseAttention' | 'clearAttention'>;
  readonly lists: {
    readonly open: OpenVersions;
    readonly attention: ListAttention;
    readonly nights: ListNights;
  };
  readonly parties: Pick<PartyStore, 'lists'>;
  readonly workflows: Pick<StayWorkflows, 'running' | 'state'>;
  readonly clock: CountyClock;
  readonly log: RelayLog;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly everyMs?: number;
  /** What changed later than this is still on its way. */
  readonly ageMs?: number;
}

const leastMs = 10_000;
/** Between two looks at one workflow before anything is said of it. */
const secondLookMs = 1_000;

/**
 * Compares what should live by the store with what lives in Temporal, once a minute in production. It says what is wrong and
 * takes it back; it starts nothing. A loop and not a workflow: what stops workflows must not stop who looks for them.
 */
export function startReconciler(parts: ReconcilerParts): Relay {
  const { lists, parties, clock, clockSpeed, log } = parts;
  const pollMs = parts.everyMs ?? Math.max(60_000 / clockSpeed, leastMs);
  const watches = watchesOf(parts);
  const compareAll = async (): Promise<boolean> => {
    await compare(parts, watches);
    return false;
  };
  const matchHeld = async (): Promise<boolean> => {
    await lists.attention.matchHeld(clock.now());
    return false;
  };
  const compareNights = async (): Promise<boolean> => {
    const known = (await parties.lists()).map(({ listId }) => listId);
    await matchNights(lists, known, clock.now());
    return false;
  };
  const steps = [compareAll, matchHeld, compareNights].map((work) => ({ work, pollMs }));
  return startLoop(steps, log, 'the reconciler could not compare store and workflows');
}

/** Every kind of work that has workflows. */
export function watchesOf(parts: Pick<ReconcilerParts, 'openWork' | 'stays' | 'lists'>): readonly Watch[] {
  return [stayWatch(parts), listWatch(parts.lists)];
}

async function compare(parts: ReconcilerParts, watches: readonly Watch[]): Promise<void> {
  const { workflows, clock, clockSpeed } = parts;
  const ageMs = parts.ageMs ?? Math.max(300_000 / clockSpeed, leastMs);
  const before = instantFromMillis(clock.nowMillis() - ageMs * clockSpeed);
  const looks = await Promise.all(
    watches.map(async (watch) => ({ watch, due: await watch.due(before), said: await watch.said() })),
  );
  // Asked for after what is due: who began in between is among them.
  const running = await workflows.running();
  for (const { watch, due, said } of looks) {
    const missing = due.filter(({ workflowId }) => !running.has(workflowId));
    const wrong = await notRunning(parts, watch, missing);
    for (const name of said) if (!wrong.has(name)) await watch.clear(name, clock.now());
  }
}

/** Names of those that do not run, each said to be so. */
async function notRunning(
  parts: ReconcilerParts,
  watch: Watch,
  missing: readonly Watched[],
): Promise<ReadonlySet<string>> {
  const suspects: Watched[] = [];
  for (const one of missing)
    if ((await parts.workflows.state(one.workflowId)) !== 'running') suspects.push(one);
  if (suspects.length > 0) await sleep(secondLookMs);
  const wrong = new Set<string>();
  for (const one of suspects) if (await raised(parts, watch, one)) wrong.add(one.name);
  return wrong;
}

/** Looks once more, at workflow and store: both may have moved on meanwhile. True when it said that something is wrong. */
async function raised({ workflows, clock }: ReconcilerParts, watch: Watch, one: Watched): Promise<boolean> {
  const state = await workflows.state(one.workflowId);
  if (state === 'running' || (await watch.expects(one.workflowId)) !== true) return false;
  await watch.raise(one.name, state === 'gone' ? 'workflow-gone' : 'workflow-paused', clock.now());
  return true;
}
