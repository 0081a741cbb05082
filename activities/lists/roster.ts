import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';

const keyBytes = 16;
const refBytes = 24;
const entryBytes = keyBytes + refBytes;
const blockEntries = 16_384;

/** One person of a roster, by number. */
export type RosterEntry = number;

/**
 * Everybody whom a list names, or whom the file at hand has named so far: 72 bytes each, so that a million people fit beside
 * everything else. Found by the first half of the blind index, whose 128 bits no two people share.
 */
export class Roster {
  #slots = new Int32Array(1 << 16).fill(-1);
  readonly #entries: Buffer[] = [];
  readonly #numbers: { readonly said: BigInt64Array; readonly row: Int32Array; readonly mask: Int16Array }[] =
    [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  find(blindIndex: Buffer): RosterEntry | undefined {
    const entry = this.#slots[this.#slot(blindIndex)] ?? -1;
    return entry < 0 ? undefined : entry;
  }

  /** Adds somebody who is not there yet. */
  add(blindIndex: Buffer, person: { readonly ref: string; readonly said: bigint }): RosterEntry {
    invariant(person.ref.length === refBytes, 'a person ref has 24 characters');
    if (this.#size * 3 > this.#slots.length * 2) this.#widen();
    const entry = this.#size;
    this.#size += 1;
    if (entry % blockEntries === 0) {
      this.#entries.push(Buffer.alloc(blockEntries * entryBytes));
      this.#numbers.push({
        said: new BigInt64Array(blockEntries),
        row: new Int32Array(blockEntries),
        mask: new Int16Array(blockEntries),
      });
    }
    const at = (entry % blockEntries) * entryBytes;
    const block = this.#block(entry);
    blindIndex.copy(block, at, 0, keyBytes);
    block.write(person.ref, at + keyBytes, refBytes, 'latin1');
    this.#numbersOf(entry).said[entry % blockEntries] = person.said;
    this.#slots[this.#slot(blindIndex)] = entry;
    return entry;
  }

  ref(entry: RosterEntry): PersonRef {
    const at = (entry % blockEntries) * entryBytes + keyBytes;
    return this.#block(entry).toString('latin1', at, at + refBytes) as PersonRef;
  }

  /** Digest of what was last said of the person. */
  said(entry: RosterEntry): bigint {
    return this.#numbersOf(entry).said[entry % blockEntries] ?? 0n;
  }

  /** The first row of this file that named the person, 0 for none. */
  row(entry: RosterEntry): number {
    return this.#numbersOf(entry).row[entry % blockEntries] ?? 0;
  }

  /** The categories under which this file has named the person, a bit each. */
  mask(entry: RosterEntry): number {
    return this.#numbersOf(entry).mask[entry % blockEntries] ?? 0;
  }

  /** Notes that a row of this file names the person. */
  name(
    entry: RosterEntry,
    row: { readonly number: number; readonly mask: number; readonly said: bigint },
  ): void {
    const numbers = this.#numbersOf(entry);
    const at = entry % blockEntries;
    if (numbers.row[at] === 0) numbers.row[at] = row.number;
    numbers.mask[at] = (numbers.mask[at] ?? 0) | row.mask;
    numbers.said[at] = row.said;
  }

  /** The slot of the key, or the free one where it belongs. */
  #slot(key: Buffer): number {
    const last = this.#slots.length - 1;
    for (let slot = key.readUInt32LE(0) & last; ; slot = (slot + 1) & last) {
      const entry = this.#slots[slot] ?? -1;
      if (entry < 0) return slot;
      const at = (entry % blockEntries) * entryBytes;
      if (key.compare(this.#block(entry), at, at + keyBytes, 0, keyBytes) === 0) return slot;
    }
  }

  #widen(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let entry = 0; entry < this.#size; entry += 1) {
      const at = (entry % blockEntries) * entryBytes;
      this.#slots[this.#slot(this.#block(entry).subarray(at, at + keyBytes))] = entry;
    }
  }

  #block(entry: RosterEntry): Buffer {
    const block = this.#entries[Math.floor(entry / blockEntries)];
    invariant(block !== undefined, 'no such person in the roster');
    return block;
  }

  #numbersOf(entry: RosterEntry) {
    const numbers = this.#numbers[Math.floor(entry / blockEntries)];
    invariant(numbers !== undefined, 'no such person in the roster');
    return numbers;
  }
}
