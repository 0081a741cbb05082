import { fork } from 'node:child_process';
import { constants, setPriority, tmpdir } from 'node:os';
import { InvariantError } from '../../domain/invariant.ts';
import { SealError } from '../../store/secrets/sealing.ts';
import type { FromProcess, StagedRows, ToProcess } from './process-conversation.ts';
import type { StagingProgress } from './row-stager.ts';
import type { StagingJob } from './staging-job.ts';

/** What a process is told, and who hears of it. */
export interface ReadingParts {
  readonly job: StagingJob;
  /** Hears several times a second how far it is. */
  readonly onProgress: (progress: StagingProgress) => void;
  readonly signal: AbortSignal;
}

/** The file is refused, and nothing of it is staged. */
export class UnreadableList extends Error {
  override readonly name = 'UnreadableList';
  /** The code, with the place behind. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
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

/**
 * Reads a file into the staging table of its attempt, in a process of its own that has ended when this returns. Throws
 * UnreadableList when the file is refused, SealError, InvariantError for a process that ended by itself, and an error with
 * PostgreSQL's code as `code`.
 */
export async function readRows({ job, onProgress, signal }: ReadingParts): Promise<StagedRows> {
  const reader = fork(new URL('./staging-process.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: [...heap, '--disable-warning=ExperimentalWarning'],
    // Nothing of the worker's environment, which holds secrets.
    env: { TMPDIR: tmpdir(), ...malloc },
  });
  giveWay(reader.pid);
  try {
    return await new Promise<StagedRows>((resolve, reject) => {
      reader.on('message', (message: FromProcess) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'done') resolve(message.staged);
        else reject(failureIn(message));
      });
      reader.on('error', reject);
      reader.on('exit', (code, by) => reject(endedEarly(code, by)));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) reject(signal.reason);
      reader.send({ kind: 'job', job } satisfies ToProcess);
    });
  } finally {
    reader.kill('SIGKILL');
  }
}

type Failure = Exclude<FromProcess, { readonly kind: 'progress' | 'done' }>;

function failureIn(message: Failure): Error {
  if (message.kind === 'unreadable') return new UnreadableList(message.reason);
  if (message.kind === 'sealed') return new SealError(message.code);
  const { code } = message;
  const failure = new Error(`PostgreSQL failed while a list was read (${code ?? 'no code'})`);
  return code === null ? failure : Object.assign(failure, { code });
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
