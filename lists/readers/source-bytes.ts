import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import type { ListSource } from './list-reader.ts';

/** The source's bytes in order. Throws UnreadableFile `too-large` beyond `fileBytes`, `empty-file` when there are none. */
export async function* sourceBytes(source: ListSource, fileBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of typeof source === 'string' ? fileChunks(source) : source) {
    size += chunk.byteLength;
    if (size > fileBytes) throw new UnreadableFile('too-large', { byte: fileBytes });
    if (chunk.byteLength > 0) yield chunk;
  }
  if (size === 0) throw new UnreadableFile('empty-file');
}

/** A path to the source's bytes, removed again when disposed if it had to be made. Throws UnreadableFile `too-large`. */
export async function sourceFile(
  source: ListSource,
  fileBytes: number,
): Promise<{ readonly path: string } & AsyncDisposable> {
  if (typeof source === 'string') return { path: source, [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'hub-list-'));
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'list');
  try {
    // The copy names people: nobody but this process may read it.
    await pipeline(sourceBytes(source, fileBytes), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await discard();
    throw error;
  }
  return { path, [Symbol.asyncDispose]: discard };
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) yield chunk as Uint8Array;
}
