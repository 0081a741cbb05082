import { Worker } from 'node:worker_threads';
import type { Pressed, PressOrder } from './sheet.ts';

/** The thread and its fonts go when nothing was printed for so long (real ms). */
const idleMs = 60_000;

/** Prints in a thread that starts with the first order and ends by itself. */
export interface PressRoom {
  readonly print: (order: PressOrder) => Promise<Pressed>;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (pressed: Pressed) => void;
  readonly reject: (error: Error) => void;
}

/** Answers come in the order of the orders. A thread that dies fails those that it had; the next order starts another. */
export function pressRoom(): PressRoom {
  let thread: Worker | undefined;
  let waiting: Waiting[] = [];
  let idle: NodeJS.Timeout | undefined;

  function started(): Worker {
    const worker = new Worker(new URL('./press-thread.ts', import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const own = waiting;
    const fail = (error: unknown): void => {
      if (thread === worker) [thread, waiting] = [undefined, []];
      const failure = error instanceof Error ? error : new Error('making a paper failed');
      for (const { reject } of own.splice(0)) reject(failure);
    };
    worker.on('message', (pressed: Pressed) => {
      own.shift()?.resolve(pressed);
      if (own.length === 0) rest();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`the press ended early (${code})`)));
    worker.unref();
    return worker;
  }

  async function close(): Promise<void> {
    const ended = thread;
    thread = undefined;
    clearTimeout(idle);
    await ended?.terminate();
  }

  function rest(): void {
    idle = setTimeout(() => void close(), idleMs);
    idle.unref();
  }

  return {
    print(order) {
      clearTimeout(idle);
      thread ??= started();
      const worker = thread;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(order);
      });
    },
    close,
  };
}
