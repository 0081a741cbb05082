import type { Instant } from '../../domain/dates.ts';
import type { FindingKind } from '../../domain/reconciliation.ts';
import type { ShownByWorkflow, StayWorkflows } from '../stays/workflows.ts';
import type { Watch, Watched } from './watch.ts';

/** Something that was seen twice. */
export interface Confirmed {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly about: string;
  /** What a person must do is only said; what the hub may do puts it right. False: it could not be done now. */
  readonly act?: () => Promise<boolean>;
  /** The hub never repairs it by itself. */
  readonly person?: true;
}

/** Something that was seen once: looks again, and gives what it is then; null: nothing. */
export type Suspect = () => Promise<Confirmed | null>;

/** What one round looks at. */
export interface Look {
  readonly workflows: Pick<StayWorkflows, 'state'>;
  /** All that run, asked for after what is due: who began in between is among them. */
  readonly running: ReadonlyMap<string, ShownByWorkflow>;
  readonly now: Instant;
}

/** What should live of one kind of work and does not. Claims before stays: a stay that finds them running follows them. */
export async function notRunning(
  { workflows, running, now }: Look,
  seen: { readonly watch: Watch; readonly due: readonly Watched[]; readonly said: readonly string[] },
): Promise<readonly Suspect[]> {
  const { watch, due, said } = seen;
  const suspects: Suspect[] = [];
  for (const one of due.toSorted((a, b) => (a.workflowId < b.workflowId ? -1 : 1))) {
    if (running.has(one.workflowId) || (await workflows.state(one.workflowId)) === 'running') continue;
    suspects.push(() => again({ workflows, watch, said, now }, one));
  }
  return suspects;
}

/** Looks once more, at workflow and store: both may have moved on meanwhile. */
async function again(
  { workflows, watch, said, now }: Omit<Look, 'running'> & { watch: Watch; said: readonly string[] },
  { workflowId: about, name, subject, quiet }: Watched,
): Promise<Confirmed | null> {
  const state = await workflows.state(about);
  if (state === 'running' || (await watch.expects(about)) !== true) return null;
  const { startAnew } = watch;
  if (quiet === true && state === 'paused') return null;
  // What a person was told of is left to the person.
  if ((state === 'lost' || quiet === true) && startAnew !== undefined && !said.includes(name))
    return {
      ...{ kind: 'workflow-lost', subject, about },
      // Where another copy of the api was faster it lives all the same.
      act: async () => {
        await startAnew(about);
        return true;
      },
    };
  const kind = state === 'paused' ? 'workflow-paused' : 'workflow-gone';
  const act = async (): Promise<boolean> => {
    await watch.raise(name, kind, now);
    return false;
  };
  return { kind, subject, about, act, person: true };
}

/** Takes back what is said of workflows that live again. */
export async function clearBack(
  { watch, due, said }: { watch: Watch; due: readonly Watched[]; said: readonly string[] },
  found: readonly Confirmed[],
  now: Instant,
): Promise<void> {
  const wrong = new Set(found.filter(({ person }) => person === true).map(({ about }) => about));
  const still = new Set(due.filter(({ workflowId }) => wrong.has(workflowId)).map(({ name }) => name));
  for (const name of said) if (!still.has(name)) await watch.clear(name, now);
}
