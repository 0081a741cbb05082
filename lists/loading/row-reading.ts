import { fork } from 'node:child_process';
import { constants, setPriority, tmpdir } from 'node:os';
import type { PersonRef } from '../../domain/ids.ts';
import { InvariantError } from '../../domain/invariant.ts';
import { SealError } from '../../store/secrets/sealing.ts';
import { PieceQueue } from './piece-queue.ts';
import type { FromProcess, ToProcess, Wanted } from './process-conversation.ts';
import type { StagingProgress } from './row-stager.ts';
import type { StagingJob } from './staging-job.ts';

/** What a process reads from and writes to. */
export interface ReadingParts {
  readonly job: StagingJob;
  readonly known: AsyncIterable<Uint8Array>;
  /** As it is stored (store/lists/file-pieces.ts): a quarter of the bytes, and opened where it is read. */
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
  /** The code, with the place behind. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** A file that is being read; take `rows` for COPY and `report` for the officer side by side, to their ends. */
export interface RowReading {
  readonly rows: AsyncIterable<Uint8Array>;
  readonly report: AsyncIterable<Uint8Array>;
  readonly progress: Promise<StagingProgress>;
  /** Ends the process; whatever was not taken is gone. */
  readonly close: () => Promise<void>;
}

// Rows come and go in the young generation, what stays lies outside the heap: the old one need not be looked through for it.
const youngGeneration = ['--min-semi-space-size=4', '--max-semi-space-size=4', '--no-parallel-scavenge'];
const heap = [...youngGeneration, '--initial-old-space-size=48', '--max-old-space-size=128'];
// Pieces go back to the system when they are done with, instead of lying about between smaller ones.
const malloc = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Reads a file in a process of its own. Throws UnreadableList at the end of `rows` and `report` when the file is refused. */
export function readRows(parts: ReadingParts): RowReading {
  const reader = fork(new URL('./staging-process.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: [...heap, '--disable-warning=ExperimentalWarning'],
    // Nothing of the worker's environment, which holds secrets.
    env: { TMPDIR: tmpdir(), ...malloc },
  });
  giveWay(reader.pid);
  const tell = (message: ToProcess): void => {
    if (reader.connected) reader.send(message);
  };
  tell({ kind: 'job', job: parts.job });
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
        return tell({ kind: 'given', what, bytes: Buffer.from(JSON.stringify(refs)) });
      }
      const next = await sources[what].next();
      tell({ kind: 'given', what, bytes: next.done === true ? null : next.value });
    };
    reader.on('message', (message: FromProcess) => {
      switch (message.kind) {
        case 'want':
          give(message.what, message.about).catch(fail);
          return;
        case 'piece':
          queues[message.of].push(message.bytes);
          parts.onProgress(message.progress);
          return;
        case 'progress':
          parts.onProgress(message.progress);
          return;
        case 'done':
          resolve(message.progress);
          for (const queue of Object.values(queues)) queue.end();
          return;
        case 'unreadable':
          fail(new UnreadableList(message.reason));
          return;
        case 'sealed':
          fail(new SealError(message.code));
      }
    });
    reader.on('error', fail);
    reader.on('exit', (code, signal) => fail(endedEarly(code, signal)));
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
      reader.kill('SIGKILL');
      await Promise.allSettled([sources.known.return?.(), sources.file.return?.()]);
    },
  };
}

/** A process that was killed may come to its end the next time; one that ends by itself, or for want of memory, does so again. */
function endedEarly(code: number | null, signal: NodeJS.Signals | null): Error {
  const message = `the reading process ended early (${code ?? signal})`;
  const byItself = signal === null || signal === 'SIGABRT';
  return byItself ? new InvariantError(message) : new Error(message);
}

/** A list has time; whoever is looked up meanwhile stands at a window. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not every system allows it, and the list is read all the same.
  }
}

/** Tells the process of each piece that was taken: it reads no further than a few pieces ahead. */
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
