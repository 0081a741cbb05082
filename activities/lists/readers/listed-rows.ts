import { type HeaderMapping, headerMapping, headerWords } from './header-mapping.ts';
import type { ListRow } from './list-reader.ts';
import { type ParsedRow, parseRow, type RowContext } from './row.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** A row below the header: the officer's own cells for the report, and what was read from them. */
export interface ListedRow {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  /** The header it stood under, for a report that looks like the file. */
  readonly header: readonly string[];
  readonly parsed: ParsedRow;
}

const titleRows = 30;

/** Reads members from rows: titles above the header are skipped, so are blank rows and headers repeated on every page. Throws UnreadableFile header-not-found, header-column-twice. */
export async function* listedRows(
  rows: AsyncIterable<ListRow>,
  { agency, ...settings }: Omit<RowContext, 'mapping'> & { readonly agency: string },
): AsyncGenerator<ListedRow> {
  const words = headerWords(agency);
  let header: readonly string[] | undefined;
  let mapping: HeaderMapping | undefined;
  let blank = true;
  for await (const row of rows) {
    if (isBlank(row)) continue;
    blank = false;
    if (row.header === undefined) {
      // The header of a page further down is the same text again.
      if (header !== undefined && sameCells(header, row.cells)) continue;
      if (mapping === undefined) {
        mapping = headerMapping(row.cells, words);
        if (mapping !== undefined) header = row.cells;
        else if (row.rowNumber > titleRows) throw new UnreadableFile('header-not-found');
        continue;
      }
    } else if (row.header !== header) {
      header = row.header;
      mapping = headerMapping(header, words) ?? {};
    }
    const parsed = parseRow(row, { ...settings, mapping: mapping ?? {} });
    yield { rowNumber: row.rowNumber, cells: row.cells, header: header ?? [], parsed };
  }
  if (header === undefined) throw new UnreadableFile(blank ? 'empty-file' : 'header-not-found');
}

function isBlank(row: ListRow): boolean {
  return row.problems.length === 0 && row.cells.every((cell) => cell.trim() === '');
}

function sameCells(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cell, at) => cell === b[at]);
}
