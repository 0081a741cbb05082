import { setTimeout as wait } from 'node:timers/promises';

/** How a slow line carries a file. */
export interface SlowLine {
  readonly bytesPerSecond: number;
  /** Nothing comes for so long after so many bytes. */
  readonly pauses?: readonly { readonly afterBytes: number; readonly ms: number }[];
}

const slicesPerSecond = 10;

/** The bytes at the line's pace. */
export async function* trickled(
  file: Buffer | AsyncIterable<Uint8Array>,
  { bytesPerSecond, pauses = [] }: SlowLine,
): AsyncGenerator<Uint8Array> {
  const began = performance.now();
  let sent = 0;
  let paused = 0;
  const left = [...pauses];
  for await (const slice of slices(file, Math.ceil(bytesPerSecond / slicesPerSecond))) {
    yield slice;
    sent += slice.length;
    const pause = left[0];
    if (pause !== undefined && sent >= pause.afterBytes) {
      left.shift();
      paused += pause.ms;
      await wait(pause.ms);
    }
    const due = began + paused + (sent / bytesPerSecond) * 1_000;
    const early = due - performance.now();
    if (early > 0) await wait(early);
  }
}

async function* slices(file: Buffer | AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[] = Buffer.isBuffer(file) ? [file] : file;
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += size) yield piece.subarray(at, at + size);
}
