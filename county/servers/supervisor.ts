import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from './downloads.ts';
import {
  type ProcessPlan,
  type RunningProcess,
  type StartPatience,
  startProcess,
  untilReady,
} from './process.ts';

/** When a process counts as started. */
export type ReadySign =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'at-once' };

/** A process to keep. */
export interface SupervisedPlan extends ProcessPlan {
  readonly ready: ReadySign;
  readonly readyWithinMs?: number;
  /** 'on-end' starts it again whenever it ends unasked, sooner the longer it had run. */
  readonly restart: 'on-end' | 'never';
}

/** A process that a supervisor keeps. */
export interface SupervisedProcess {
  readonly name: string;
  /** Of the present run; undefined between two runs. */
  pid(): number | undefined;
  /** How many times it was started again after ending unasked. */
  restarts(): number;
  /** Stops it for good. */
  stop(): Promise<void>;
  /** SIGKILL, as an accident would: with restart 'on-end' it comes back. */
  kill9(): Promise<void>;
  /** SIGKILL, and it stays away until the function it gives is called. */
  away(): Promise<() => void>;
}

/** Keeps processes and stops them in the opposite order of their start. */
export interface Supervisor {
  /** Resolves when the process is ready; throws with the end of its log when it is not. */
  start(plan: SupervisedPlan): Promise<SupervisedProcess>;
  stopAll(): Promise<void>;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;
const steadyAfterMs = 60_000;

/** A supervisor that tells `say` about unasked ends and restarts; `signal` gives up the starts that are under way. */
export function supervisor(say: Say, signal?: AbortSignal): Supervisor {
  const kept: SupervisedProcess[] = [];
  return {
    start: async (plan) => {
      const process = await keep({ ...plan, ...(signal && { signal }) }, say);
      kept.push(process);
      return process;
    },
    stopAll: async () => {
      for (const process of kept.splice(0).reverse()) await process.stop();
    },
  };
}

type KeptPlan = SupervisedPlan & StartPatience;

async function keep(plan: KeptPlan, say: Say): Promise<SupervisedProcess> {
  const stopped = new AbortController();
  let restarts = 0;
  let held: Promise<void> = Promise.resolve();
  let current: RunningProcess | undefined = await startReady(plan);
  const watch = async (): Promise<void> => {
    for (let pause = firstPauseMs; current !== undefined; ) {
      const began = performance.now();
      const exit = await current.exited;
      current = undefined;
      if (stopped.signal.aborted) return;
      say(`${plan.name} 意外退出 / ended unasked (code ${exit.code}, signal ${exit.signal})`);
      if (plan.restart === 'never') return;
      if (performance.now() - began > steadyAfterMs) pause = firstPauseMs;
      while (current === undefined && !stopped.signal.aborted) {
        await held;
        await sleep(pause, undefined, { signal: stopped.signal }).catch(() => {});
        pause = Math.min(pause * 2, longestPauseMs);
        if (stopped.signal.aborted) return;
        restarts += 1;
        current = await startProcess(plan).catch((error: Error) => {
          say(error.message);
          return undefined;
        });
      }
      if (stopped.signal.aborted) return;
      say(`${plan.name} 已重新启动 / started again (pid ${current?.pid})`);
    }
  };
  const watching = watch();
  return {
    name: plan.name,
    pid: () => current?.pid,
    restarts: () => restarts,
    stop: async () => {
      stopped.abort();
      await current?.stop();
      await watching;
      // A start that was under way when we were told to stop.
      await current?.stop();
    },
    kill9: async () => {
      await current?.kill9();
    },
    away: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      // A stop does not wait for whoever forgot to let it come back.
      stopped.signal.addEventListener('abort', () => resolve(), { once: true });
      await current?.kill9();
      return resolve;
    },
  };
}

async function startReady(plan: KeptPlan): Promise<RunningProcess> {
  const running = await startProcess(plan);
  try {
    await untilReady(running, plan, () => isReady(plan.ready, running));
    return running;
  } catch (error) {
    await running.kill9();
    throw error;
  }
}

async function isReady(sign: ReadySign, running: RunningProcess): Promise<boolean> {
  if (sign.kind === 'at-once') return true;
  if (sign.kind === 'line') return running.log().includes(sign.text);
  const answer = await fetch(sign.url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
