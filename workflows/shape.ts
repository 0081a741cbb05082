import type { AtOnce } from '../activities/contract.ts';
import type { AttributeChange } from './search-attributes.ts';
import type { AtOnceSteps } from './steps.ts';

/** How a run of a stay or of a claim does its work. One for the whole run; no run mixes two. */
export interface Shape {
  /** Tries something as a local activity, within what the workflow task has left; null: go on without. */
  readonly atOnce: <Value>(
    ask: (steps: AtOnceSteps, withinMs: number) => Promise<AtOnce<Value>>,
  ) => Promise<Value | null>;
  readonly write: (changes: readonly AttributeChange[]) => void;
  /** Before whatever ends the workflow task: a wait, an ordinary activity, the end of the run. */
  readonly rest: () => void;
  /** True when the run is to continue as new at its next pause, in the shape of now. */
  readonly isOver: () => boolean;
  /** False in runs that failed with a fault of the hub, or showed it without writing it down. */
  readonly outlivesTrouble: () => boolean;
}
