import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import { type HeaderMapping, headerMapping, headerWords } from './header-mapping.ts';
import type { ListRow } from './list-reader.ts';
import { type ParsedRow, parseRow, type RowContext } from './row.ts';

/** A row below the header: the officer's own cells for the report, and what was read from them. */
export interface ListedRow {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  /** The header it stood under, for a report that looks like the file. */
  readonly header: readonly string[];
  readonly parsed: ParsedRow;
}

const titleRows = 30;

/** Reads members from rows: titles above the header are skipped, so are blank rows and the header's own repetitions. Throws UnreadableFile header-not-found, header-column-twice. */
export async function* listedRows(
  rows: AsyncIterable<ListRow>,
  { agency, ...settings }: Omit<RowContext, 'mapping'> & { readonly agency: string },
): AsyncGenerator<ListedRow> {
  const words = headerWords(agency);
  let header: readonly string[] | undefined;
  let mapping: HeaderMapping = {};
  let blank = true;
  for await (const row of rows) {
    if (isBlank(row)) continue;
    blank = false;
    if (row.header !== undefined) {
      if (row.header !== header) mapping = headerMapping(row.header, words) ?? {};
      header = row.header;
    } else if (header === undefined || repeatsHeading(row, header, mapping)) {
      const found = headerMapping(row.cells, words);
      if (found !== undefined) [header, mapping] = [row.cells, found];
      if (found !== undefined || (header === undefined && row.rowNumber <= titleRows)) continue;
      if (header === undefined) throw new UnreadableFile('header-not-found');
    }
    const parsed = parseRow(row, { ...settings, mapping });
    yield { rowNumber: row.rowNumber, cells: row.cells, header, parsed };
  }
  if (header === undefined) throw new UnreadableFile(blank ? 'empty-file' : 'header-not-found');
}

function isBlank(row: ListRow): boolean {
  return row.problems.length === 0 && row.cells.every((cell) => cell.trim() === '');
}

/** The header again: on every printed page, or its second line under headings merged over both, which tells more. */
function repeatsHeading(row: ListRow, header: readonly string[], mapping: HeaderMapping): boolean {
  const column = mapping.identityNumber ?? mapping.disabilityNumber ?? -1;
  return row.cells[column] !== undefined && row.cells[column] === header[column];
}
