import { invariant } from '../../domain/invariant.ts';
import type { SealError } from '../../store/secrets/sealing.ts';
import type { StagingProgress } from './row-stager.ts';
import type { StagingJob } from './staging-job.ts';

/** What the process asks for: the next piece of who is known or of the file, or refs by blind index. */
export type Wanted = 'known' | 'file' | 'refs';

/** From the process. */
export type FromProcess =
  | { readonly kind: 'want'; readonly what: Wanted; readonly about: Uint8Array | null }
  | {
      readonly kind: 'piece';
      readonly of: 'rows' | 'report';
      readonly bytes: Uint8Array;
      readonly progress: StagingProgress;
    }
  | { readonly kind: 'progress'; readonly progress: StagingProgress }
  | { readonly kind: 'done'; readonly progress: StagingProgress }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** A stored piece of the file does not open. */
  | { readonly kind: 'sealed'; readonly code: SealError['code'] };

/** To the process: its job; the piece it asked for, null after the last; or word that a piece of its own was taken. */
export type ToProcess =
  | { readonly kind: 'job'; readonly job: StagingJob }
  | { readonly kind: 'given'; readonly what: Wanted; readonly bytes: Uint8Array | null }
  | { readonly kind: 'taken' };

const piecesAhead = 4;

/** The process's side. */
export interface Conversation {
  readonly job: Promise<StagingJob>;
  /** Asks for something and waits for it: the next piece, or the refs of people by their blind indexes. */
  readonly want: (what: Wanted, about?: Uint8Array) => Promise<Uint8Array | null>;
  readonly send: (message: FromProcess) => void;
  /** Waits until no more than a few pieces are on their way. */
  readonly room: () => Promise<void>;
}

/** Talks to the worker that forked this process. */
export function conversation(): Conversation {
  const asked: Record<Wanted, ((bytes: Uint8Array | null) => void)[]> = { known: [], file: [], refs: [] };
  let waiting: (() => void)[] = [];
  let ahead = 0;
  const job = Promise.withResolvers<StagingJob>();
  process.on('message', (message: ToProcess) => {
    if (message.kind === 'job') job.resolve(message.job);
    else if (message.kind === 'given') asked[message.what].shift()?.(message.bytes);
    else {
      ahead -= 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }
  });
  const send = (message: FromProcess): void => {
    invariant(process.send !== undefined, 'not forked by a worker');
    if (message.kind === 'piece') ahead += 1;
    process.send(message);
  };
  return {
    job: job.promise,
    send,
    want: (what, about) =>
      new Promise((resolve) => {
        asked[what].push(resolve);
        send({ kind: 'want', what, about: about ?? null });
      }),
    room: async () => {
      while (ahead >= piecesAhead)
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
    },
  };
}
