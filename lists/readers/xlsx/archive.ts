import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { ReadLimits } from '../list-reader.ts';

/** An open workbook's parts; a part may be read more than once. */
export interface Archive extends AsyncDisposable {
  /** The part's inflated bytes, or undefined when there is none of this name (letter case does not count). */
  readonly part: (name: string) => AsyncGenerator<Uint8Array> | undefined;
}

const ratioFloorBytes = 16 * 2 ** 20;

/** Opens a zip and judges what it declares. Throws UnreadableFile: wrong-type, old-or-encrypted-workbook, truncated, damaged, zip-bomb, too-large. */
export async function openArchive(path: string, limits: ReadLimits): Promise<Archive> {
  await checkBeginning(path, limits);
  const zip = await yauzl
    .openPromise(path, { autoClose: false, strictFileNames: false })
    .catch((error: unknown) => {
      // It begins as a zip; without the directory at its end the rest is missing.
      throw asUnreadable(error, 'truncated');
    });
  try {
    const entries = await entriesOf(zip, limits);
    return {
      part: (name) => {
        const entry = entries.get(name.toLowerCase());
        return entry === undefined ? undefined : inflated(zip, entry, limits);
      },
      [Symbol.asyncDispose]: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function checkBeginning(path: string, limits: ReadLimits): Promise<void> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size === 0) throw new UnreadableFile('empty-file');
  if (size > limits.fileBytes) throw new UnreadableFile('too-large', { byte: limits.fileBytes });
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.readUInt32BE() === 0xd0cf11e0) throw new UnreadableFile('old-or-encrypted-workbook');
  if (buffer.readUInt32BE() !== 0x504b0304) throw new UnreadableFile('wrong-type', { byte: 0 });
}

async function entriesOf(zip: ZipFile, limits: ReadLimits): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > limits.archiveEntries) throw new UnreadableFile('zip-bomb');
  const entries = new Map<string, Entry>();
  let declared = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase();
      const part = entry.fileName;
      declared += entry.uncompressedSize;
      if (declared > limits.inflatedBytes || outOfProportion(entry, entry.uncompressedSize, limits)) {
        throw new UnreadableFile('zip-bomb', { part });
      }
      // Two parts of one name: different programs would read different lists from one file.
      if (entries.has(name)) throw new UnreadableFile('damaged', { part });
      if (entry.isEncrypted()) throw new UnreadableFile('old-or-encrypted-workbook', { part });
      entries.set(name, entry);
    }
  } catch (error) {
    throw asUnreadable(error, 'damaged');
  }
  return entries;
}

async function* inflated(zip: ZipFile, entry: Entry, limits: ReadLimits): AsyncGenerator<Uint8Array> {
  const part = entry.fileName;
  let size = 0;
  let checksum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      // yauzl holds each part to the size it declares, and the sum of these is limited; this is for the day it does not.
      if (size > limits.inflatedBytes || outOfProportion(entry, size, limits)) {
        throw new UnreadableFile('zip-bomb', { part });
      }
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    const tooMany = error instanceof Error && error.message.startsWith('too many bytes');
    throw asUnreadable(error, tooMany ? 'zip-bomb' : 'damaged', part);
  }
  // A flipped bit can inflate well and still change a name.
  if (checksum !== entry.crc32) throw new UnreadableFile('damaged', { part });
}

function outOfProportion(entry: Entry, size: number, limits: ReadLimits): boolean {
  return size > ratioFloorBytes && size > entry.compressedSize * limits.inflationRatio;
}

/** The file's own fault as UnreadableFile; a failing disk or a mistake of ours stays what it is. */
function asUnreadable(error: unknown, code: 'damaged' | 'truncated' | 'zip-bomb', part?: string): unknown {
  if (error instanceof UnreadableFile || error instanceof TypeError || error instanceof ReferenceError)
    return error;
  if (error instanceof Error && 'syscall' in error) return error;
  return new UnreadableFile(code, part === undefined ? {} : { part }, { cause: error });
}
