import { Worker } from 'node:worker_threads';
import type { KeyRing } from '../../domain/key-ring.ts';

/** So many pieces are sealed while the one before is written. */
const piecesAhead = 2;

/** Staged lines with the people in them sealed, piece by piece in their order; a thread does it that lives as long as there are pieces. */
export async function* sealedPieces(
  pieces: AsyncIterable<Uint8Array>,
  keys: KeyRing,
): AsyncGenerator<Uint8Array> {
  const thread = sealingThread(keys);
  const ahead: Promise<Uint8Array>[] = [];
  try {
    for await (const piece of pieces) {
      ahead.push(thread.seal(piece));
      if (ahead.length > piecesAhead) yield await (ahead.shift() as Promise<Uint8Array>);
    }
    for (const sealed of ahead) yield await sealed;
  } finally {
    await thread.end();
  }
}

function sealingThread(keys: KeyRing) {
  const worker = new Worker(new URL('./sealing-thread.ts', import.meta.url), {
    workerData: keys,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
  const waiting: {
    readonly resolve: (sealed: Uint8Array) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  let failure: Error | undefined;
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error('sealing a list failed');
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (sealed: Uint8Array) => waiting.shift()?.resolve(sealed));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the sealing thread ended early (${code})`)));
  return {
    seal(piece: Uint8Array): Promise<Uint8Array> {
      const sealed = new Promise<Uint8Array>((resolve, reject) => {
        if (failure !== undefined) reject(failure);
        else waiting.push({ resolve, reject });
      });
      // Whoever waits for it hears of a failure; of the pieces behind it nobody asks any more.
      sealed.catch(() => undefined);
      worker.postMessage(piece, [piece.buffer as ArrayBuffer]);
      return sealed;
    },
    end: () => worker.terminate(),
  };
}
