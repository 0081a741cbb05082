import { Worker } from 'node:worker_threads';
import type { PersonRef } from '../../domain/ids.ts';
import { PieceQueue } from './piece-queue.ts';
import type { StagingProgress } from './row-stager.ts';
import type { StagingJob } from './staging-thread.ts';
import type { FromThread, ToThread, Wanted } from './thread-conversation.ts';

/** What a thread reads from and writes to. */
export interface ReadingParts {
  readonly job: StagingJob;
  readonly known: AsyncIterable<Uint8Array>;
  readonly file: AsyncIterable<Uint8Array>;
  /** Refs of whom the vault knows, by blind index. */
  readonly refsOf: (indexes: readonly Buffer[]) => Promise<readonly (PersonRef | null)[]>;
  /** Hears after every piece how far it is. */
  readonly onProgress: (progress: StagingProgress) => void;
  readonly signal: AbortSignal;
}

/** Ends a COPY so that nothing of an unreadable file is staged. */
export class UnreadableList extends Error {
  override readonly name = 'UnreadableList';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A file that is being read; take `rows` for COPY and `report` for the officer side by side, to their ends. */
export interface RowReading {
  readonly rows: AsyncIterable<Uint8Array>;
  readonly report: AsyncIterable<Uint8Array>;
  readonly progress: Promise<StagingProgress>;
  /** Ends the thread; whatever was not taken is gone. */
  readonly close: () => Promise<void>;
}

/** Reads a file in a thread. Throws UnreadableList at the end of `rows` and `report` when the file is refused. */
export function readRows(parts: ReadingParts): RowReading {
  const thread = new Worker(new URL('./staging-thread.ts', import.meta.url), {
    workerData: parts.job,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Beside what is outside the heap: pieces, the roster, the readers' buffers.
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  });
  const tell = (message: ToThread): void => thread.postMessage(message);
  const queues = { rows: new PieceQueue<Uint8Array>(), report: new PieceQueue<Uint8Array>() };
  const sources = {
    known: parts.known[Symbol.asyncIterator](),
    file: parts.file[Symbol.asyncIterator](),
  };
  const progress = new Promise<StagingProgress>((resolve, reject) => {
    const fail = (error: unknown): void => {
      const failure = error instanceof Error ? error : new Error('reading a list failed');
      reject(failure);
      for (const queue of Object.values(queues)) queue.end(failure);
    };
    const give = async (what: Wanted, about: Uint8Array | null): Promise<void> => {
      if (what === 'refs') {
        const refs = await parts.refsOf(blindIndexesIn(about ?? new Uint8Array()));
        return tell({ kind: 'given', bytes: Buffer.from(JSON.stringify(refs)) });
      }
      const next = await sources[what].next();
      tell({ kind: 'given', bytes: next.done === true ? null : next.value });
    };
    thread.on('message', (message: FromThread) => {
      switch (message.kind) {
        case 'want':
          give(message.what, message.about).catch(fail);
          return;
        case 'piece':
          queues[message.of].push(message.bytes);
          parts.onProgress(message.progress);
          return;
        case 'done':
          resolve(message.progress);
          for (const queue of Object.values(queues)) queue.end();
          return;
        case 'unreadable':
          fail(new UnreadableList(message.code));
      }
    });
    thread.on('error', fail);
    thread.on('exit', (code) => fail(new Error(`the reading thread ended early (${code})`)));
    parts.signal.addEventListener('abort', () => fail(parts.signal.reason), { once: true });
    if (parts.signal.aborted) fail(parts.signal.reason);
  });
  // Whoever takes the pieces hears of a failure at their end.
  progress.catch(() => undefined);
  return {
    rows: acknowledged(queues.rows, () => tell({ kind: 'taken' })),
    report: acknowledged(queues.report, () => tell({ kind: 'taken' })),
    progress,
    close: async () => {
      await thread.terminate();
      await Promise.allSettled([sources.known.return?.(), sources.file.return?.()]);
    },
  };
}

/** Tells the thread of each piece that was taken: it reads no further than a few pieces ahead. */
async function* acknowledged(queue: PieceQueue<Uint8Array>, taken: () => void): AsyncGenerator<Uint8Array> {
  for await (const piece of queue) {
    yield piece;
    taken();
  }
}

const indexBytes = 32;

function blindIndexesIn(bytes: Uint8Array): readonly Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: all.length / indexBytes }, (_, at) =>
    all.subarray(at * indexBytes, (at + 1) * indexBytes),
  );
}
