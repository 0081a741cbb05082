import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { BytesColumn, NumberColumn, Slots } from './columns.ts';
import type { Digest } from './keyed-digest.ts';

/** Half the blind index, whose 128 bits no two people share. */
const indexBytes = 16;
const refBytes = 24;

/** One person of a people, by number. */
export type ListedPerson = number;

/**
 * Everybody whom a list names, or whom the file at hand has named so far: some 70 bytes each, so that a million people fit
 * beside everything else. Whom the list names is found by ref; by blind index once a row that was not recognised names them.
 */
export class ListedPeople {
  readonly #refs = new BytesColumn(refBytes);
  readonly #said = { high: new NumberColumn(), low: new NumberColumn() };
  readonly #rows = new NumberColumn();
  readonly #masks = new NumberColumn();
  readonly #marks = new NumberColumn();
  readonly #byRef = new Slots((entry) =>
    refHash(this.#refs.word(entry, refBytes - 8), this.#refs.word(entry, refBytes - 4)),
  );
  readonly #indexes = new BytesColumn(indexBytes);
  readonly #indexed = new NumberColumn();
  readonly #byIndex = new Slots((at) => this.#indexes.word(at, 0));
  #indexCount = 0;
  #listed = 0;
  #size = 0;

  /** How many the list names now; they are the first entries. */
  get listed(): number {
    return this.#listed;
  }

  /** Somebody whom the list names now, by the ref in those bytes; the same ref is the same entry. */
  list(ref: Buffer, start: number, said: Digest): ListedPerson {
    const known = this.#findRef(ref, start);
    if (known !== undefined) return known;
    invariant(this.#size === this.#listed, 'members are listed before others come');
    this.#listed += 1;
    const entry = this.#add(ref, start, said);
    this.#byRef.add(hashOfRef(ref, start), entry);
    return entry;
  }

  #findRef(ref: Buffer, start = 0): ListedPerson | undefined {
    return this.#byRef.find(hashOfRef(ref, start), (entry) => this.#refs.equals(entry, ref, start));
  }

  find(blindIndex: Buffer): ListedPerson | undefined {
    const at = this.#byIndex.find(blindIndex.readInt32LE(0), (one) => this.#indexes.equals(one, blindIndex));
    return at === undefined ? undefined : this.#indexed.get(at);
  }

  /** Notes whose blind index that is. */
  index(blindIndex: Buffer, entry: ListedPerson): void {
    const at = this.#indexCount;
    this.#indexCount += 1;
    this.#indexes.set(at, blindIndex);
    this.#indexed.set(at, entry);
    this.#byIndex.add(blindIndex.readInt32LE(0), at);
  }

  /** Takes up somebody by the ref that the vault knows them by. */
  meet(blindIndex: Buffer, ref: PersonRef): void {
    const bytes = Buffer.from(ref, 'latin1');
    this.index(blindIndex, this.#findRef(bytes) ?? this.#add(bytes, 0, nothingSaid));
  }

  /** Adds somebody whom nobody knows, as far as was asked. */
  add(blindIndex: Buffer, ref: PersonRef, said: Digest): ListedPerson {
    const entry = this.#next(said);
    invariant(ref.length === refBytes, 'a person ref has 24 characters');
    this.#refs.setText(entry, ref);
    this.#marks.set(entry, freshMark);
    this.index(blindIndex, entry);
    return entry;
  }

  ref(entry: ListedPerson): PersonRef {
    return this.#refs.text(entry) as PersonRef;
  }

  isFresh(entry: ListedPerson): boolean {
    return (this.#marks.get(entry) & freshMark) !== 0;
  }

  /** Whether that was last said of the person. */
  said(entry: ListedPerson, digest: Digest): boolean {
    return this.#said.high.get(entry) === digest.high && this.#said.low.get(entry) === digest.low;
  }

  /** The first row of this file that named the person, 0 for none. */
  row(entry: ListedPerson): number {
    return this.#rows.get(entry);
  }

  /** The categories under which this file has named the person, a bit each. */
  mask(entry: ListedPerson): number {
    return this.#masks.get(entry);
  }

  /** Notes that a row of this file names the person; without `said` the row says what was said before. */
  name(
    entry: ListedPerson,
    row: { readonly number: number; readonly mask: number; readonly said?: Digest },
  ): void {
    if (this.#rows.get(entry) === 0) this.#rows.set(entry, row.number);
    this.#masks.set(entry, this.#masks.get(entry) | row.mask);
    if (row.said === undefined) return;
    this.#said.high.set(entry, row.said.high);
    this.#said.low.set(entry, row.said.low);
  }

  /** A row of this file that was turned away means the person. */
  reject(entry: ListedPerson): void {
    this.#marks.set(entry, this.#marks.get(entry) | rejectedMark);
  }

  isRejected(entry: ListedPerson): boolean {
    return (this.#marks.get(entry) & rejectedMark) !== 0;
  }

  #add(ref: Buffer, start: number, said: Digest): ListedPerson {
    invariant(ref.length >= start + refBytes, 'a person ref has 24 characters');
    const entry = this.#next(said);
    this.#refs.set(entry, ref, start);
    return entry;
  }

  #next(said: Digest): ListedPerson {
    const entry = this.#size;
    this.#size += 1;
    this.#said.high.set(entry, said.high);
    this.#said.low.set(entry, said.low);
    return entry;
  }
}

/** Of the random end of a ref. */
function hashOfRef(ref: Buffer, start: number): number {
  return refHash(ref.readInt32LE(start + refBytes - 8), ref.readInt32LE(start + refBytes - 4));
}

function refHash(first: number, last: number): number {
  return Math.imul(first, 0x9e3779b1) ^ last;
}

const nothingSaid: Digest = { high: 0, low: 0 };
const freshMark = 1;
const rejectedMark = 2;
