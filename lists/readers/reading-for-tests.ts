import { UnreadableFile } from '../../domain/unreadable-file.ts';
import type { ListReader, ListRow, ReadLimits } from './list-reader.ts';
import { defaultLimits } from './list-reader.ts';

/** Bytes as they would arrive, in pieces of `size`. */
export async function* arriving(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Everything that comes, in order. */
export async function collected<T>(coming: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of coming) list.push(one);
  return list;
}

/** All rows of a file. */
export async function allRows(
  reader: ListReader,
  bytes: Uint8Array | string,
  { limits = {}, size }: { readonly limits?: Partial<ReadLimits>; readonly size?: number } = {},
): Promise<ListRow[]> {
  const source = typeof bytes === 'string' ? bytes : arriving(bytes, size);
  return (await collected(reader(source, { ...defaultLimits, ...limits }))).flat();
}

/** The refusal of a file, with its place; undefined when it is read. */
export async function refusal(
  reading: Promise<unknown>,
): Promise<Pick<UnreadableFile, 'code' | 'at'> | undefined> {
  try {
    await reading;
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableFile) return { code: error.code, at: error.at };
    throw error;
  }
}
