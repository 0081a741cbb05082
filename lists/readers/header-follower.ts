import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { type HeaderMapping, type HeaderWords, headerMapping, headerWords } from './header-mapping.ts';
import type { ListRow } from './list-reader.ts';
import { numbersNamedIn } from './named-numbers.ts';
import { plainCell } from './plain-cell.ts';

/** A header and what its columns mean. */
export interface Header {
  readonly cells: readonly string[];
  readonly mapping: HeaderMapping;
}

const titleRows = 30;

/** Follows the headers down a file. */
export function headerFollower(agency: string) {
  const words = headerWords(agency);
  let header: Header | undefined;
  /** The row in which a table's header was found; 0 for rows that bring their own. */
  let headerRow = 0;

  return {
    /** The header that counts now. */
    at: (): Header | undefined => header,
    /** Takes the header that a row brings. */
    bring({ header: cells = [], rowNumber }: ListRow): void {
      if (cells === header?.cells) return;
      refusePeople(cells, rowNumber);
      header = { cells, mapping: headerMapping(cells, words) ?? {} };
    },
    /** True for a title above the header and for a header; throws UnreadableFile people-above-header for a person there. */
    isHeading(row: ListRow): boolean {
      const found =
        header === undefined ? firstHeader(row, words) : furtherHeader(row, { header, headerRow }, words);
      const title = header === undefined && row.rowNumber <= titleRows;
      if (found === undefined && !title) return false;
      refusePeople(row.cells, row.rowNumber);
      if (found !== undefined) [header, headerRow] = [found, row.rowNumber];
      return true;
    },
  };
}

function refusePeople(cells: readonly string[], row: number): void {
  const column = cells.findIndex((cell) => numbersNamedIn(cell).length > 0);
  if (column >= 0) throw new UnreadableFile('people-above-header', { row, column: column + 1 });
}

function firstHeader({ cells }: ListRow, words: HeaderWords): Header | undefined {
  const mapping = headerMapping(cells, words);
  return mapping && { cells, mapping };
}

/** A header further down: on every printed page, above another table, or the second line of the first, which tells more. */
function furtherHeader(
  { cells, rowNumber }: ListRow,
  { header, headerRow }: { readonly header: Header; readonly headerRow: number },
  words: HeaderWords,
): Header | undefined {
  const { mapping } = header;
  const column = mapping.identityNumber ?? mapping.disabilityNumber ?? -1;
  const number = plainCell(cells[column] ?? '');
  // Nearly every row is a person's.
  if (/^\d/.test(number)) return undefined;
  const own = headerMapping(cells, words);
  if (own !== undefined) return { cells, mapping: own };
  if (rowNumber !== headerRow + 1 || number !== '' || plainCell(cells[mapping.name ?? -1] ?? '') !== '')
    return undefined;
  // Under headings that stand for both lines the second one is empty, where the file cannot merge cells.
  const both = Array.from({ length: Math.max(cells.length, header.cells.length) }, (_, at) =>
    plainCell(cells[at] ?? '') === '' ? (header.cells[at] ?? '') : (cells[at] ?? ''),
  );
  const told = headerMapping(both, words) ?? {};
  return Object.keys(told).length > Object.keys(mapping).length ? { cells: both, mapping: told } : undefined;
}
