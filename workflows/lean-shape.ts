import { patched, TemporalFailure, upsertSearchAttributes } from '@temporalio/workflow';
import type { AttributeChange } from './search-attributes.ts';
import type { Shape } from './shape.ts';
import { shapeOf010 } from './shape-of-0.1.0.ts';
import { atOnceSteps, localSweepsMs } from './steps.ts';

const patch = '2026-11-lean-shape';

/** The shape of this run; asked for once, as the first thing that it does. `known`: what the server shows of it already. */
export function shapeOfRun(known: readonly AttributeChange[]): Shape {
  return patched(patch) ? leanShape(known) : shapeOf010(() => patched(patch));
}

/**
 * What parties answer promptly costs one marker, and what is shown is written once a task (docs/decisions/0015). Local sweeps
 * have one budget together: a silent party holds a workflow task no longer than that.
 */
function leanShape(known: readonly AttributeChange[]): Shape {
  const written = new Map(known.map((change) => [change.key.name, asText(change)]));
  const pending = new Map<string, AttributeChange>();
  let spentMs = 0;
  return {
    async atOnce(ask) {
      const withinMs = localSweepsMs - spentMs;
      if (withinMs <= 0) return null;
      const tried = await orNull(ask(atOnceSteps, withinMs));
      // A try without an end used up all there was.
      spentMs += tried?.tookMs ?? localSweepsMs;
      return tried?.kind === 'done' ? tried.value : null;
    },
    write(changes) {
      for (const change of changes) pending.set(change.key.name, change);
    },
    rest() {
      const changed = [...pending.values()].filter(
        (change) => written.get(change.key.name) !== asText(change),
      );
      pending.clear();
      spentMs = 0;
      if (changed.length === 0) return;
      upsertSearchAttributes(changed);
      for (const change of changed) written.set(change.key.name, asText(change));
    },
    isOver: () => false,
    outlivesTrouble: () => true,
  };
}

/** A try that failed in whatever way, such as with the store away, is none; the ordinary steps say what is wrong. */
async function orNull<Value>(tried: Promise<Value>): Promise<Value | null> {
  try {
    return await tried;
  } catch (failure) {
    // A local activity's failure comes bare.
    if (failure instanceof TemporalFailure) return null;
    throw failure;
  }
}

function asText({ value }: AttributeChange): string {
  return JSON.stringify(value);
}
