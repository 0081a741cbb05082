import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { type HeaderMapping, headerMapping, headerWords } from './header-mapping.ts';
import type { ListRow } from './list-reader.ts';
import { type ParsedRow, parseRow, type RowContext } from './row.ts';

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

const titleRows = 30;
const ownHeader: readonly string[] = [];

/** Reads members from rows: titles above the header are skipped, so are blank rows and the header's own repetitions. Throws UnreadableFile header-not-found, header-column-twice. */
export async function* listedRows<Digest = never, Line = never>(
  batches: AsyncIterable<readonly ListRow[]>,
  settings: Settings<Digest, Line>,
): AsyncGenerator<readonly ListedRow<Digest, Line>[]> {
  const reader = rowReader(settings);
  for await (const batch of batches) {
    const rows = batch.map(reader.row).filter((row) => row !== undefined);
    if (rows.length > 0) yield rows;
  }
  reader.end();
}

/** Follows the headers down the file. */
function rowReader<Digest, Line>({ agency, lines, ...settings }: Settings<Digest, Line>) {
  const words = headerWords(agency);
  let header: readonly string[] | undefined;
  let context: RowContext = { ...settings, mapping: {} };
  let blank = true;

  function isHeading(row: ListRow): boolean {
    if (header !== undefined && !repeatsHeading(row, header, context.mapping)) return false;
    const found = headerMapping(row.cells, words);
    if (found !== undefined) [header, context] = [row.cells, { ...settings, mapping: found }];
    return found !== undefined || (header === undefined && row.rowNumber <= titleRows);
  }

  function digestOf(row: ListRow): Digest | undefined {
    const under = row.header === undefined ? header : ownHeader;
    return under === undefined || row.problems.length > 0 ? undefined : lines?.digest(row.text, under);
  }

  return {
    row(row: ListRow): ListedRow<Digest, Line> | undefined {
      const digest = digestOf(row);
      // What is known was a member's row when it came first.
      const known = digest === undefined ? undefined : lines?.find(digest);
      if (known === undefined && isBlank(row)) return undefined;
      blank = false;
      if (row.header !== undefined && row.header !== header) {
        context = { ...settings, mapping: headerMapping(row.header, words) ?? {} };
        header = row.header;
      }
      if (known === undefined && row.header === undefined && isHeading(row)) return undefined;
      if (header === undefined) throw new UnreadableFile('header-not-found');
      const mapped = context;
      return { row, header, digest, known, parse: () => parseRow(row, mapped) };
    },
    end(): void {
      if (header === undefined) throw new UnreadableFile(blank ? 'empty-file' : 'header-not-found');
    },
  };
}

function isBlank(row: ListRow): boolean {
  return row.problems.length === 0 && row.cells.every((cell) => cell.trim() === '');
}

/** The header again: on every printed page, or its second line under headings merged over both, which tells more. */
function repeatsHeading(row: ListRow, header: readonly string[], mapping: HeaderMapping): boolean {
  const column = mapping.identityNumber ?? mapping.disabilityNumber ?? -1;
  return row.cells[column] !== undefined && row.cells[column] === header[column];
}
