import type { MessagePort } from 'node:worker_threads';
import type { StagingProgress } from './row-stager.ts';

/** What the thread asks for: the next piece of who is known or of the file, or refs by blind index. */
export type Wanted = 'known' | 'file' | 'refs';

/** From the thread. */
export type FromThread =
  | { readonly kind: 'want'; readonly what: Wanted; readonly about: Uint8Array | null }
  | {
      readonly kind: 'piece';
      readonly of: 'rows' | 'report';
      readonly bytes: Uint8Array;
      readonly progress: StagingProgress;
    }
  | { readonly kind: 'done'; readonly progress: StagingProgress }
  | { readonly kind: 'unreadable'; readonly code: string; readonly at: string };

/** To the thread: the piece it asked for, null after the last; or word that a piece of its own was taken. */
export type ToThread =
  | { readonly kind: 'given'; readonly bytes: Uint8Array | null }
  | { readonly kind: 'taken' };

const piecesAhead = 4;

/** The thread's side. */
export interface Conversation {
  /** Asks for something and waits for it: the next piece, or the refs of people by their blind indexes. */
  readonly want: (what: Wanted, about?: Uint8Array) => Promise<Uint8Array | null>;
  readonly send: (message: FromThread, moved?: ArrayBuffer[]) => void;
  /** Waits until no more than a few pieces are on their way. */
  readonly room: () => Promise<void>;
}

export function conversation(channel: MessagePort): Conversation {
  let given: ((bytes: Uint8Array | null) => void) | undefined;
  let waiting: (() => void)[] = [];
  let ahead = 0;
  channel.on('message', (message: ToThread) => {
    if (message.kind === 'given') given?.(message.bytes);
    else {
      ahead -= 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }
  });
  const send = (message: FromThread, moved: ArrayBuffer[] = []): void => {
    if (message.kind === 'piece') ahead += 1;
    channel.postMessage(message, moved);
  };
  return {
    send,
    want: (what, about) =>
      new Promise((resolve) => {
        given = resolve;
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
