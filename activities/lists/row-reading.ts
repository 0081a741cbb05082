import { Worker } from 'node:worker_threads';
import type { StagingProgress } from './row-stager.ts';
import type { FromThread, StagingJob, ToThread } from './staging-thread.ts';

/** What a thread reads from and writes to. */
export interface ReadingParts {
  readonly job: StagingJob;
  readonly known: AsyncIterable<Uint8Array>;
  readonly file: AsyncIterable<Uint8Array>;
  /** Hears after every piece how far it is. */
  readonly onProgress: (progress: StagingProgress) => void;
  readonly signal: AbortSignal;
}

/** What became of a file. */
export type Reading =
  | { readonly kind: 'read'; readonly progress: StagingProgress }
  | { readonly kind: 'unreadable'; readonly code: string; readonly at: string };

/** Reads a file in a thread; `pieces` are the bytes for COPY, to be taken while it reads. */
export function readRows(parts: ReadingParts): {
  readonly pieces: AsyncGenerator<Uint8Array>;
  readonly reading: Promise<Reading>;
} {
  const thread = new Worker(new URL('./staging-thread.ts', import.meta.url), {
    workerData: parts.job,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Beside what is outside the heap: pieces, the roster, the readers' buffers.
    resourceLimits: { maxOldGenerationSizeMb: 160 },
  });
  const tell = (message: ToThread): void => thread.postMessage(message);
  const sources = {
    known: parts.known[Symbol.asyncIterator](),
    file: parts.file[Symbol.asyncIterator](),
  };
  const queue: Uint8Array[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    wake?.();
  };
  const reading = new Promise<Reading>((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error('reading a list failed'));
      end();
      void thread.terminate();
    };
    const give = async (what: 'known' | 'file'): Promise<void> => {
      const next = await sources[what].next();
      tell({ kind: 'given', bytes: next.done === true ? null : next.value });
    };
    thread.on('message', (message: FromThread) => {
      switch (message.kind) {
        case 'want':
          give(message.what).catch(fail);
          return;
        case 'piece':
          queue.push(message.bytes);
          parts.onProgress(message.progress);
          wake?.();
          return;
        case 'done':
          resolve({ kind: 'read', progress: message.progress });
          return;
        case 'unreadable':
          resolve(message);
      }
    });
    thread.on('error', fail);
    thread.on('exit', () => {
      reject(new Error('the reading thread ended early'));
      end();
    });
    parts.signal.addEventListener('abort', () => fail(parts.signal.reason), { once: true });
    if (parts.signal.aborted) fail(parts.signal.reason);
  });
  // Whoever takes the pieces hears of a failure at their end.
  reading.catch(() => undefined);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const piece = queue.shift();
        if (piece !== undefined) {
          yield piece;
          tell({ kind: 'taken' });
        } else if (ended) break;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      const result = await reading;
      if (result.kind === 'unreadable') throw new UnreadableList(result.code);
    } finally {
      await thread.terminate();
      await Promise.allSettled([sources.known.return?.(), sources.file.return?.()]);
    }
  }
  return { pieces: pieces(), reading };
}

/** Ends a COPY so that nothing of an unreadable file is staged. */
export class UnreadableList extends Error {
  override readonly name = 'UnreadableList';
}
