import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { ReadLimits } from '../list-reader.ts';
import type { Archive } from './archive.ts';
import { richText, unescaped } from './rich-text.ts';
import { parseWholeXml } from './xml.ts';

/** A workbook's texts by number. Throws nothing: an unknown number gives undefined. */
export type SharedStrings = (index: number) => string | undefined;

/** Reads the shared strings into UTF-8 blocks outside the JavaScript heap: half the memory of as many strings. Throws UnreadableFile too-many-strings, cell-too-large. */
export async function sharedStrings(
  archive: Archive,
  part: string | undefined,
  limits: ReadLimits,
): Promise<SharedStrings> {
  const bytes = part === undefined ? undefined : archive.part(part);
  if (part === undefined || bytes === undefined) return () => undefined;
  const store = new StringStore(limits.sharedStringBytes);
  const text = richText({
    item: 'si',
    part,
    cellChars: limits.cellChars,
    done: (value) => store.add(unescaped(value)),
  });
  await parseWholeXml(bytes, part, text);
  return (index) => store.get(index);
}

const blockBytes = 2 ** 20;

/** Strings one after another in large blocks, found by their ends. */
class StringStore {
  readonly #limit: number;
  readonly #blocks: Buffer[] = [];
  /** Where each string begins and ends, counted over all blocks. */
  #bounds = new Uint32Array(2 ** 12);
  #count = 0;
  #end = 0;

  constructor(limit: number) {
    this.#limit = Math.min(limit, 2 ** 32 - 1);
  }

  add(text: string): void {
    const size = Buffer.byteLength(text);
    // No string spans two blocks, so that it decodes in one step; the reader's cell limit keeps it below a block.
    const used = this.#end % blockBytes;
    if (used + size > blockBytes) this.#end += blockBytes - used;
    if (this.#end + size > this.#limit || size > blockBytes) throw new UnreadableFile('too-many-strings');
    while (this.#blocks.length * blockBytes < this.#end + size)
      this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
    this.#blocks[Math.floor(this.#end / blockBytes)]?.write(text, this.#end % blockBytes);
    this.#remember(this.#end, this.#end + size);
    this.#end += size;
  }

  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const [start = 0, end = 0] = this.#bounds.subarray(index * 2, index * 2 + 2);
    const block = Math.floor(start / blockBytes);
    return this.#blocks[block]?.toString('utf8', start - block * blockBytes, end - block * blockBytes) ?? '';
  }

  #remember(start: number, end: number): void {
    if (this.#count * 2 + 2 > this.#bounds.length) {
      const wider = new Uint32Array(this.#bounds.length * 2);
      wider.set(this.#bounds);
      this.#bounds = wider;
    }
    this.#bounds[this.#count * 2] = start;
    this.#bounds[this.#count * 2 + 1] = end;
    this.#count++;
  }
}
