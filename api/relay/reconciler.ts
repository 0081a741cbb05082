import { setTimeout as sleep } from 'node:timers/promises';
import type { CountyClock } from '../../domain/clock.ts';
import { instantFromMillis } from '../../domain/dates.ts';
import { type DueWorkflow, type OpenWork, stepOf } from '../../store/stays/open-work.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { StayWorkflows } from '../stays/workflows.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the reconciler works with; times in real milliseconds. */
export interface ReconcilerParts {
  readonly openWork: OpenWork;
  readonly stays: Pick<StayStore, 'raiseAttention' | 'clearAttention'>;
  readonly workflows: StayWorkflows;
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
  const pollMs = parts.everyMs ?? Math.max(60_000 / parts.clockSpeed, leastMs);
  const work = async (): Promise<boolean> => {
    await reconcile(parts);
    return false;
  };
  return startLoop([{ work, pollMs }], parts.log, 'the reconciler could not compare store and workflows');
}

async function reconcile(parts: ReconcilerParts): Promise<void> {
  const { openWork, stays, workflows, clock, clockSpeed } = parts;
  const ageMs = parts.ageMs ?? Math.max(300_000 / clockSpeed, leastMs);
  const due = await openWork.dueWorkflows(instantFromMillis(clock.nowMillis() - ageMs * clockSpeed));
  const said = await openWork.workflowAttention();
  const running = await workflows.running();
  const missing = due.filter(({ workflowId }) => !running.has(workflowId));
  const wrong = new Map<string, DueWorkflow>();
  for (const one of missing)
    if ((await workflows.state(one.workflowId)) !== 'running') wrong.set(nameOf(one), one);
  if (wrong.size > 0) await sleep(secondLookMs);
  for (const [name, one] of wrong) if (!(await raised(parts, one))) wrong.delete(name);
  for (const { caseRef, step } of said)
    if (!wrong.has(`${caseRef} ${step}`)) await stays.clearAttention(caseRef, step, clock.now());
}

/** Looks once more, at workflow and store: both may have moved on meanwhile. True when it said that something is wrong. */
async function raised(
  { openWork, stays, workflows, clock }: ReconcilerParts,
  one: DueWorkflow,
): Promise<boolean> {
  const state = await workflows.state(one.workflowId);
  if (state === 'running') return false;
  const still = await openWork.dueWorkflowsOf(one.caseRef);
  if (!still.some(({ workflowId }) => workflowId === one.workflowId)) return false;
  const [now, code] = [clock.now(), state === 'gone' ? 'workflow-gone' : 'workflow-paused'] as const;
  await stays.raiseAttention(
    one.caseRef,
    { code, blockedOn: 'operator', since: now, step: stepOf(one) },
    now,
  );
  return true;
}

function nameOf(one: DueWorkflow): string {
  return `${one.caseRef} ${stepOf(one)}`;
}
