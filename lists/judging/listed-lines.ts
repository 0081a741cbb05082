import { NumberColumn, Slots } from './columns.ts';
import type { Digest } from './keyed-digest.ts';
import type { ListedPerson } from './listed-people.ts';

/** One line of the list that serves, by number. */
export type ListedLine = number;

/**
 * What the list says now, line by line as its file said it: a line that comes again needs no reading. Found by 64 bits of a
 * keyed digest; with a million lines two of them are alike once in ten million lists, and nobody without the key can make them so.
 */
export class ListedLines {
  readonly #digests = { high: new NumberColumn(), low: new NumberColumn() };
  readonly #people = new NumberColumn();
  readonly #masks = new NumberColumn();
  readonly #seen = new NumberColumn();
  readonly #slots = new Slots((line) => this.#digests.low.get(line));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds what the list says of a person in one or several categories; a digest of 0 is none. */
  add(digest: Digest, person: ListedPerson, mask: number): void {
    const none = digest.high === 0 && digest.low === 0;
    const known = none ? undefined : this.find(digest);
    if (known !== undefined && this.person(known) === person) {
      this.#masks.set(known, this.mask(known) | mask);
      return;
    }
    const line = this.#size;
    this.#size += 1;
    this.#digests.high.set(line, digest.high);
    this.#digests.low.set(line, digest.low);
    this.#people.set(line, person);
    this.#masks.set(line, mask);
    if (!none && known === undefined) this.#slots.add(digest.low, line);
  }

  find({ high, low }: Digest): ListedLine | undefined {
    return this.#slots.find(
      low,
      (line) => this.#digests.low.get(line) === low && this.#digests.high.get(line) === high,
    );
  }

  person(line: ListedLine): ListedPerson {
    return this.#people.get(line);
  }

  /** The categories that the line names, a bit each. */
  mask(line: ListedLine): number {
    return this.#masks.get(line);
  }

  /** Notes that the file at hand says it again. */
  see(line: ListedLine): void {
    this.#seen.set(line, 1);
  }

  isSeen(line: ListedLine): boolean {
    return this.#seen.get(line) === 1;
  }
}
