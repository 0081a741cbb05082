import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../domain/dates.ts';

/** Works off what the hub owes, until it is stopped. */
export interface Relay {
  /** Something new is due: look now. */
  readonly nudge: () => void;
  /** Finishes what is in hand. */
  readonly stop: () => Promise<void>;
}

/** One kind of work of a relay, done again and again; times in real milliseconds. */
export interface RelayStep {
  /** True when there may be more: then it is called again at once. What it throws is logged, and it is tried again later. */
  readonly work: () => Promise<boolean>;
  /** How often it looks when nobody nudges. */
  readonly pollMs: number;
}

/** Where a relay says what it could not do. */
export interface RelayLog {
  warn(about: object, message: string): void;
}

const longestDelayMs = 30_000;

/** How often (real ms) what falls due by the county's days is looked for: an hour of the county where its days are short, at most so long. */
export function hourOfCounty(clockSpeed: number, mostMs: number): number {
  return Math.min(mostMs, Math.max(3_600_000 / clockSpeed, 1_000));
}

/** Whether the day's work may begin: from six in the morning on, in China's time. */
export function isMorning(now: Instant): boolean {
  return now.slice(11, 16) >= '06:00';
}

/** Runs the steps side by side; `trouble` is logged with the name of what a step threw. */
export function startLoop(steps: readonly RelayStep[], log: RelayLog, trouble: string): Relay {
  const stopping = new AbortController();
  // One for each step: a step that wakes by itself must not take a nudge from those that sleep or work.
  const wakes: AbortController[] = [];
  const every = async ({ work, pollMs }: RelayStep, at: number): Promise<void> => {
    let wake = new AbortController();
    wakes[at] = wake;
    for (let troubles = 0; !stopping.signal.aborted; ) {
      let more = false;
      try {
        more = await work();
        troubles = 0;
      } catch (error) {
        log.warn({ name: error instanceof Error ? error.name : 'unknown' }, trouble);
        troubles += 1;
      }
      if (more) continue;
      const signal = AbortSignal.any([wake.signal, stopping.signal]);
      const restMs = troubles > 0 ? retryDelayMs(troubles) : jittered(pollMs);
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
      wake = new AbortController();
      wakes[at] = wake;
    }
  };
  const running = Promise.all(steps.map(every));
  return {
    nudge: () => {
      for (const wake of wakes) wake.abort();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Real milliseconds before the next try after `attempts` failed ones: doubling from half a second, with jitter, so that many do not come at once. */
export function retryDelayMs(attempts: number): number {
  return jittered(Math.min(500 * 2 ** Math.min(attempts, 10), longestDelayMs));
}

function jittered(ms: number): number {
  return Math.round(ms * (0.5 + Math.random() / 2));
}
