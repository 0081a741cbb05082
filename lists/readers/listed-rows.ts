import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { type Header, headerFollower } from './header-follower.ts';
import type { ListRow } from './list-reader.ts';
import { plainCell } from './plain-cell.ts';
import { type ParsedRow, parseRow, type RowContext } from './row.ts';
import { checkUnread } from './unread-numbers.ts';

/** A row below the header: the officer's own cells for the report, and what is read from them. */
export interface ListedRow<Digest = never, Line = never> {
  readonly row: ListRow;
  /** The header it stood under, for a report that looks like the file. */
  readonly header: readonly string[];
  /** Of what the row says; undefined when nobody asked for it, and for a row with problems. */
  readonly digest: Digest | undefined;
  /** The line of an earlier file that said the same. */
  readonly known: Line | undefined;
  /** Reads the cells; not needed for a row that says again what is known. */
  readonly parse: () => ParsedRow;
}

/** Knows lines again that an earlier file said. */
export interface LineDigests<Digest, Line> {
  /** Of a row's text under its header ([] for rows that bring their own). */
  readonly digest: (text: string, header: readonly string[]) => Digest;
  readonly find: (digest: Digest) => Line | undefined;
}

interface Settings<Digest, Line> extends Omit<RowContext, 'mapping'> {
  readonly agency: string;
  readonly lines?: LineDigests<Digest, Line>;
}

const ownHeader: readonly string[] = [];

/** Reads members from rows: titles above the header are skipped, so are blank rows and the header's own repetitions. Throws UnreadableFile header-not-found, header-column-twice, and for people who would be lost people-above-header, numbers-not-read. */
export async function* listedRows<Digest = never, Line = never>(
  batches: AsyncIterable<readonly ListRow[]>,
  settings: Settings<Digest, Line>,
): AsyncGenerator<readonly ListedRow<Digest, Line>[]> {
  const reader = rowReader(settings);
  for await (const batch of batches) {
    const rows: ListedRow<Digest, Line>[] = [];
    for (const each of batch) {
      const row = reader.row(each);
      if (row !== undefined) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
  reader.end();
}

/** Reads rows under the headers that stand above them. */
function rowReader<Digest, Line>({ agency, lines, ...settings }: Settings<Digest, Line>) {
  const headers = headerFollower(agency);
  let blank = true;
  let last: RowsUnder | undefined;

  /** What rows under a header are read with: the same as long as the header is. */
  function under(header: Header): RowsUnder {
    if (last?.header !== header) last = { header, context: { ...settings, mapping: header.mapping } };
    return last;
  }

  function digestOf(row: ListRow): Digest | undefined {
    const under = row.header === undefined ? headers.at()?.cells : ownHeader;
    return under === undefined || row.problems.length > 0 ? undefined : lines?.digest(row.text, under);
  }

  return {
    row(row: ListRow): ListedRow<Digest, Line> | undefined {
      const digest = digestOf(row);
      // What is known was a member's row when it came first, under the same rules.
      const known = digest === undefined ? undefined : lines?.find(digest);
      if (known === undefined && isBlank(row)) return undefined;
      blank = false;
      if (row.header !== undefined) headers.bring(row);
      else if (known === undefined && headers.isHeading(row)) return undefined;
      const header = headers.at();
      if (header === undefined) throw new UnreadableFile('header-not-found');
      if (known === undefined) checkUnread(row, header);
      return new RowUnderHeader(row, under(header), digest, known);
    },
    end(): void {
      if (headers.at() === undefined) throw new UnreadableFile(blank ? 'empty-file' : 'header-not-found');
    },
  };
}

/** One thing for each row: a million of them are made. */
class RowUnderHeader<Digest, Line> implements ListedRow<Digest, Line> {
  readonly row: ListRow;
  readonly digest: Digest | undefined;
  readonly known: Line | undefined;
  readonly #under: RowsUnder;

  constructor(row: ListRow, under: RowsUnder, digest: Digest | undefined, known: Line | undefined) {
    this.row = row;
    this.#under = under;
    this.digest = digest;
    this.known = known;
  }

  get header(): readonly string[] {
    return this.#under.header.cells;
  }

  parse(): ParsedRow {
    return parseRow(this.row, this.#under.context);
  }
}

interface RowsUnder {
  readonly header: Header;
  readonly context: RowContext;
}

function isBlank(row: ListRow): boolean {
  return row.problems.length === 0 && row.cells.every((cell) => plainCell(cell) === '');
}
