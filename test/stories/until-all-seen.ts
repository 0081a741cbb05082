import { setTimeout as wait } from 'node:timers/promises';
import type { Story } from './story.ts';
import type { Listed, Watch } from './watch.ts';

const everyMs = 10_000;
/** Stages in which no story is over. */
const early: readonly Listed['stage'][] = ['Arrived', 'Identified', 'Covered', 'Refused', 'Cancelled'];

/** A story that came to its end: which stay told it, and what the books say. */
export interface Seen {
  readonly of: Listed;
  readonly lines: readonly string[];
}

/** Looks again and again until every story was seen, the time is over, or somebody ends it; gives what was seen, by name. */
export async function untilAllSeen(
  watch: Watch,
  to: {
    readonly stories: readonly Story[];
    readonly minutes: number;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
  },
): Promise<ReadonlyMap<string, Seen>> {
  const { stories, minutes, signal, say } = to;
  const seen = new Map<string, Seen>();
  const deadline = performance.now() + minutes * 60_000;
  while (seen.size < stories.length && performance.now() < deadline && !signal.aborted) {
    for (const story of stories.filter(({ name }) => !seen.has(name))) {
      // A hub or a book that is away for a moment is asked again.
      const found = await firstOf(watch, story).catch((failure: Error) => {
        say(`${story.name}: ${failure.message}`);
        return null;
      });
      if (found === null) continue;
      seen.set(story.name, found);
      say(`${seen.size}/${stories.length} ${story.name} ${found.of.caseRef}`);
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return seen;
}

async function firstOf(watch: Watch, { institution, seen }: Story): Promise<Seen | null> {
  for (const of of await watch.stays(institution)) {
    if (early.includes(of.stage)) continue;
    const lines = await seen(watch, of);
    if (lines !== null) return { of, lines };
  }
  return null;
}
