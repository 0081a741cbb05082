import { isAscii } from 'node:buffer';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import type { ReadLimits } from './list-reader.ts';

/** The encodings a list may come in. */
export type Encoding = 'utf-8' | 'gb18030';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const sliceBytes = 16_384;
const marks = { 'utf-8': Buffer.from('efbbbf', 'hex'), gb18030: Buffer.from('84319533', 'hex') };

/** What is allowed, and how much is looked at before the encoding is chosen. */
export interface LineLimits {
  readonly encodings: readonly Encoding[];
  /** What may wait in memory for a line's end. */
  readonly lineBytes: number;
  /** The first piece is at least so long (a slow upload brings a few bytes at a time), unless the file ends before. */
  readonly beginningBytes: number;
}

/** Limits for UTF-8: a line may hold some cells of the longest kind; the rows' own limits are stricter and say where. */
export function lineLimits({ cellChars }: Pick<ReadLimits, 'cellChars'>): LineLimits {
  const beginningBytes = 64 * 1024;
  return { encodings: ['utf-8'], lineBytes: beginningBytes + 16 * cellChars, beginningBytes };
}

/**
 * Decodes bytes to text in pieces that end where a line ends, strictly: UTF-8 (with or without a mark), or
 * GB18030 when `encodings` allows it and the first lines that are not ASCII say so.
 * Throws UnreadableFile `bad-encoding` with the byte, `wrong-type` for binary, `cell-too-large` for a line without end.
 */
export async function* decodedLines(
  bytes: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): AsyncGenerator<string> {
  const { encodings } = limits;
  let encoding: Encoding | undefined;
  let offset = 0;
  for await (const block of lineBlocks(bytes, limits)) {
    const text = offset === 0 ? withoutMark(block) : block;
    if (text.length < block.length) encoding = block[0] === marks.gb18030[0] ? 'gb18030' : 'utf-8';
    offset += block.length - text.length;
    if (text.includes(0)) throw new UnreadableFile('wrong-type', { byte: offset + text.indexOf(0) });
    // Plain ASCII is the same in both; the choice waits for the first line that tells.
    encoding ??= isAscii(text) ? undefined : chooseEncoding(text, encodings);
    yield decode(text, encoding ?? 'utf-8', offset);
    offset += text.length;
  }
}

/** Regroups bytes so that no line is cut: neither encoding uses a line's end inside a character. */
async function* lineBlocks(
  bytes: AsyncIterable<Uint8Array>,
  { lineBytes, beginningBytes }: LineLimits,
): AsyncGenerator<Buffer> {
  let beginning = true;
  let pending: Buffer[] = [];
  let size = 0;
  let offset = 0;
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = beginning && size + buffer.length < beginningBytes ? 0 : lineEnd(buffer);
    if (end > 0) {
      for (const slice of slices(buffer.subarray(0, end), beginning ? beginningBytes : sliceBytes)) {
        yield Buffer.concat([...pending, slice]);
        pending = [];
      }
      beginning = false;
      offset += size + end;
      size = 0;
    }
    if (end < buffer.length) pending.push(buffer.subarray(end));
    size += buffer.length - end;
    if (size > lineBytes) throw new UnreadableFile('cell-too-large', { byte: offset });
  }
  if (size > 0) yield Buffer.concat(pending);
}

/** Cut behind a line's end into slices of some kilobytes, the first one of `firstBytes`: longer texts live where only the slow garbage collection comes. */
function* slices(lines: Buffer, firstBytes: number): Generator<Buffer> {
  for (let from = 0; from < lines.length; ) {
    const least = from === 0 ? firstBytes : sliceBytes;
    const feed = lines.length - from > least ? lines.indexOf(lineFeed, from + least) : -1;
    const end = feed < 0 ? lines.length : feed + 1;
    yield lines.subarray(from, end);
    from = end;
  }
}

function lineEnd(buffer: Buffer): number {
  const feed = buffer.lastIndexOf(lineFeed);
  if (feed >= 0) return feed + 1;
  // A carriage return ends a line of its own in old Mac files; at the chunk's end its line feed may still come.
  return buffer.subarray(0, -1).lastIndexOf(carriageReturn) + 1;
}

function withoutMark(block: Buffer): Buffer {
  const [first, second] = block;
  // UTF-16 would pass as GB18030 now and then, with nonsense for text.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new UnreadableFile('bad-encoding', { byte: 0 });
  }
  const mark = Object.values(marks).find((bytes) => block.subarray(0, bytes.length).equals(bytes));
  // Files that were glued together, or saved twice, have two.
  return mark === undefined ? block : withoutMark(block.subarray(mark.length));
}

function chooseEncoding(block: Buffer, encodings: readonly Encoding[]): Encoding {
  if (!encodings.includes('gb18030')) return 'utf-8';
  // Almost any bytes pass as GB18030, broken UTF-8 too: it is GB18030 only when reading it as UTF-8 mostly fails.
  let [good, broken] = [0, 0];
  for (const character of new TextDecoder('utf-8').decode(block)) {
    if (character === '\uFFFD') broken++;
    else if (character > '\u007F') good++;
  }
  return broken > 0 && good < 3 * broken ? 'gb18030' : 'utf-8';
}

function decode(block: Buffer, encoding: Encoding, offset: number): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(block);
  } catch (error) {
    throw new UnreadableFile(
      'bad-encoding',
      { byte: offset + firstBadByte(block, encoding) },
      { cause: error },
    );
  }
}

/** The longest beginning that is sound, found by halves; an unfinished character at its end is sound. */
function firstBadByte(block: Buffer, encoding: Encoding): number {
  let [sound, bad] = [0, block.length + 1];
  while (bad - sound > 1) {
    const middle = (sound + bad) >>> 1;
    if (isSound(block.subarray(0, middle), encoding)) sound = middle;
    else bad = middle;
  }
  return sound;
}

function isSound(block: Buffer, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(block, { stream: true });
    return true;
  } catch {
    return false;
  }
}
