import { type RecipientProblem, type WrongRow, wrongRowsAtMost } from '../../domain/announcements.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { mobileNumber } from '../../domain/text-messages.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { columnsOf } from './header-mapping.ts';
import { defaultLimits, type ListRow, type ListSource, type ReadLimits } from './list-reader.ts';
import { plainCell } from './plain-cell.ts';
import { readers } from './reader-for.ts';

/** What a file of mobile numbers says. */
export interface MobileNumbers {
  /** Rows that hold something, without headings. */
  readonly rows: number;
  /** Each number once, in the order of the file. */
  readonly phones: readonly string[];
  readonly doubles: number;
  readonly wrongRows: readonly WrongRow[];
}

const mebibyte = 2 ** 20;
/** Room for the insured people of a county; it is read by the door itself, while somebody waits. */
export const phoneFileLimits: ReadLimits = {
  ...defaultLimits,
  ...{ fileBytes: 16 * mebibyte, inflatedBytes: 64 * mebibyte, sharedStringBytes: 16 * mebibyte },
  ...{ rows: 60_000, columns: 64, cellChars: 1_000 },
};

const titleRows = 30;

/** Reads the mobile numbers of a file as lists are read, and nothing else of it: what stands in other columns is not kept. Throws UnreadableFile. */
export async function readMobileNumbers(source: ListSource, format: ListFormat): Promise<MobileNumbers> {
  const phones = new Set<string>();
  const wrongRows: WrongRow[] = [];
  let [rows, doubles] = [0, 0];
  const columnFor = phoneColumn();
  for await (const some of readers[format](source, phoneFileLimits))
    for (const row of some) {
      const column = columnFor(row);
      if (column === undefined || isBlank(row)) continue;
      rows += 1;
      const read = phoneOf(row, column);
      if (typeof read !== 'string') wrongRows.push({ row: row.rowNumber, problems: read });
      else if (phones.has(read)) doubles += 1;
      else phones.add(read);
      if (wrongRows.length > wrongRowsAtMost)
        throw new UnreadableFile('too-many-wrong-rows', { row: row.rowNumber });
    }
  if (rows === 0) throw new UnreadableFile('phone-column-missing');
  if (phones.size === 0) throw new UnreadableFile('no-phone');
  return { rows, phones: [...phones], doubles, wrongRows };
}

/** The column of a row's number; undefined for a title and for headings, which may come again further down. A file of numbers and nothing else needs none. */
function phoneColumn(): (row: ListRow) => number | undefined {
  let known: number | undefined;
  const named = (cells: readonly string[]): number | undefined => {
    const [column, twice] = columnsOf(cells, 'phone');
    if (twice !== undefined) throw new UnreadableFile('header-column-twice', { column: twice + 1 });
    return column;
  };
  return (row) => {
    if (row.header !== undefined) return named(row.header);
    const heading = named(row.cells);
    if (heading !== undefined) known = heading;
    if (heading !== undefined) return undefined;
    known ??= loneNumber(row.cells);
    if (known === undefined && row.rowNumber > titleRows)
      throw new UnreadableFile('phone-column-missing', { row: row.rowNumber });
    return known;
  };
}

function loneNumber(cells: readonly string[]): number | undefined {
  const filled = cells.flatMap((cell, column) => (plainCell(cell) === '' ? [] : [column]));
  const [only, ...more] = filled;
  return more.length === 0 && mobileNumber(cellText(cells[only ?? -1])) !== null ? only : undefined;
}

function phoneOf({ cells, problems }: ListRow, column: number): string | readonly RecipientProblem[] {
  const broken = problems.filter((one) => one.column === undefined || one.column === column);
  if (broken.length > 0) return broken.map(({ code }) => code);
  const text = cellText(cells[column]);
  if (text === '') return ['phone-missing'];
  const phone = mobileNumber(text);
  if (phone !== null) return phone;
  const parts = text.split(/[、,;/|]/).filter((part) => part.trim() !== '');
  const several = parts.length > 1 ? (['phone-several'] as const) : [];
  const wrong = parts.every((part) => mobileNumber(part) !== null) ? [] : (['phone-not-mobile'] as const);
  return [...several, ...wrong];
}

function cellText(cell: string | undefined): string {
  return plainCell((cell ?? '').normalize('NFKC'));
}

function isBlank({ cells, problems }: ListRow): boolean {
  return problems.length === 0 && cells.every((cell) => plainCell(cell) === '');
}
