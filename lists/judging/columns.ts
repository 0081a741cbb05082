const blockBits = 15;
const blockSize = 1 << blockBits;

/** A column of 32-bit numbers, 0 until they are set: it grows by blocks, so that a million of them are never copied. */
export class NumberColumn {
  readonly #blocks: Int32Array[] = [];

  get(at: number): number {
    return this.#blocks[at >>> blockBits]?.[at & (blockSize - 1)] ?? 0;
  }

  set(at: number, value: number): void {
    const block = at >>> blockBits;
    while (this.#blocks.length <= block) this.#blocks.push(new Int32Array(blockSize));
    (this.#blocks[block] as Int32Array)[at & (blockSize - 1)] = value;
  }
}

/** A column of byte strings of one length. */
export class BytesColumn {
  readonly #width: number;
  readonly #blocks: Buffer[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  set(at: number, bytes: Buffer, start = 0): void {
    const block = at >>> blockBits;
    while (this.#blocks.length <= block) this.#blocks.push(Buffer.alloc(blockSize * this.#width));
    bytes.copy(this.#block(at), this.#start(at), start, start + this.#width);
  }

  /** The same from a text of that many ASCII characters. */
  setText(at: number, text: string): void {
    const block = at >>> blockBits;
    while (this.#blocks.length <= block) this.#blocks.push(Buffer.alloc(blockSize * this.#width));
    this.#block(at).write(text, this.#start(at), this.#width, 'latin1');
  }

  equals(at: number, bytes: Buffer, start = 0): boolean {
    const own = this.#start(at);
    const last = this.#width - 4;
    // The end of a ref and of a digest is random: nearly all that differ do so there, and no call is needed to see it.
    if (this.word(at, last) !== bytes.readInt32LE(start + last)) return false;
    return this.#block(at).compare(bytes, start, start + this.#width, own, own + this.#width) === 0;
  }

  text(at: number): string {
    const own = this.#start(at);
    return this.#block(at).toString('latin1', own, own + this.#width);
  }

  /** Four bytes of one of them, from `from` on, as a number. */
  word(at: number, from: number): number {
    return this.#block(at).readInt32LE(this.#start(at) + from);
  }

  #start(at: number): number {
    return (at & (blockSize - 1)) * this.#width;
  }

  #block(at: number): Buffer {
    return this.#blocks[at >>> blockBits] as Buffer;
  }
}

/** A hash table of entries that lie in columns elsewhere; it holds nothing but their numbers. */
export class Slots {
  #slots = new Int32Array(1 << 12).fill(-1);
  #used = 0;
  readonly #hashOf: (entry: number) => number;

  /** `hashOf` gives the hash of an entry that was added. */
  constructor(hashOf: (entry: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The entry with that hash that `isIt`; undefined when there is none. */
  find(hash: number, isIt: (entry: number) => boolean): number | undefined {
    const last = this.#slots.length - 1;
    for (let slot = spread(hash) & last; ; slot = (slot + 1) & last) {
      const entry = this.#slots[slot] as number;
      if (entry < 0) return undefined;
      if (isIt(entry)) return entry;
    }
  }

  add(hash: number, entry: number): void {
    if (this.#used * 3 > this.#slots.length * 2) this.#widen();
    this.#put(hash, entry);
    this.#used += 1;
  }

  #put(hash: number, entry: number): void {
    const last = this.#slots.length - 1;
    let slot = spread(hash) & last;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & last;
    this.#slots[slot] = entry;
  }

  #widen(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2).fill(-1);
    for (const entry of before) if (entry >= 0) this.#put(this.#hashOf(entry), entry);
  }
}

/** Refs that were given out one after the other differ in few bits. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
