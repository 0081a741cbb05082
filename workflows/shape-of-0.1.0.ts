import { upsertSearchAttributes } from '@temporalio/workflow';
import type { Shape } from './shape.ts';
import { outlivesTrouble } from './trouble.ts';

/**
 * Runs that began under version 0.1.0, and all recorded histories of it: every sweep is an ordinary activity, every claim has
 * a run of its own from its first question on, what is shown is written as it changes. Such a run continues as new into the
 * shape of now at its next pause (`isOver`), so this file goes when no such run is open and no such history is replayed.
 */
export function shapeOf010(isOver: () => boolean): Shape {
  return {
    atOnce: async () => null,
    write: (changes) => upsertSearchAttributes([...changes]),
    rest: () => undefined,
    isOver,
    outlivesTrouble,
  };
}
