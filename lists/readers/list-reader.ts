import type { CellProblemCode } from '../../domain/list-row-problems.ts';

/** A file of a list: where it lies, or its bytes as they arrive (a workbook's are first put into a temporary file, for a zip's directory stands at its end). */
export type ListSource = string | AsyncIterable<Uint8Array>;

/** A cell that cannot be trusted although the file can be read; without `column` it concerns the whole row. */
export interface CellProblem {
  /** Index into `cells`, from 0. */
  readonly column?: number;
  readonly code: CellProblemCode;
}

/** One row as its file holds it. */
export interface ListRow {
  /** As a spreadsheet program numbers it, from 1; empty rows count. */
  readonly rowNumber: number;
  /** All that the row says as one text: what stands under the same header with the same text says the same. */
  readonly text: string;
  readonly cells: readonly string[];
  readonly problems: readonly CellProblem[];
  /** Its workbook counts days from 1904: a number in a column of days is another day. */
  readonly from1904?: boolean;
  /** Names of the cells when the row brings its own (NDJSON); the same array as long as they stay the same. */
  readonly header?: readonly string[];
}

/** What a file may cost. Every limit is enforced on real bytes while reading, the declared ones before. */
export interface ReadLimits {
  readonly fileBytes: number;
  /** All parts of a workbook together, after inflation. */
  readonly inflatedBytes: number;
  /** Inflated ÷ compressed bytes of one part, judged above 16 MiB. */
  readonly inflationRatio: number;
  readonly archiveEntries: number;
  /** A workbook's shared strings in UTF-8; they are the only part held in memory. */
  readonly sharedStringBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** UTF-16 units in one cell; Excel's own limit is 32,767. */
  readonly cellChars: number;
}

/** Reads a list's rows in order, some at a time, with bounded memory. Throws UnreadableFile, possibly after some rows: trust them only when the iteration has ended by itself. */
export type ListReader = (
  source: ListSource,
  limits: ReadLimits,
) => AsyncGenerator<readonly ListRow[], void, undefined>;

/** A row whose text is split into cells when somebody asks for them: most rows of a second version are recognised by their text. */
export class LazyRow implements ListRow {
  readonly rowNumber: number;
  readonly text: string;
  readonly problems: readonly CellProblem[] = noProblems;
  readonly #split: (text: string) => readonly string[];
  #cells: readonly string[] | undefined;

  constructor(rowNumber: number, text: string, split: (text: string) => readonly string[]) {
    this.rowNumber = rowNumber;
    this.text = text;
    this.#split = split;
  }

  get cells(): readonly string[] {
    this.#cells ??= this.#split(this.text);
    return this.#cells;
  }
}

/** A row of which only the cells are known; its text is put together when somebody asks for it. */
export function rowOfCells(
  rowNumber: number,
  cells: readonly string[],
  { problems = noProblems, from1904 = false }: Partial<Pick<ListRow, 'problems' | 'from1904'>> = {},
): ListRow {
  return new CellsRow(rowNumber, cells, { problems, from1904 });
}

class CellsRow implements ListRow {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly problems: readonly CellProblem[];
  readonly from1904: boolean;

  constructor(
    rowNumber: number,
    cells: readonly string[],
    { problems, from1904 }: Required<Pick<ListRow, 'problems' | 'from1904'>>,
  ) {
    this.rowNumber = rowNumber;
    this.cells = cells;
    this.problems = problems;
    this.from1904 = from1904;
  }

  get text(): string {
    // The same number of a day says something else in the other calendar.
    return this.cells.join('\u001f') + (this.from1904 ? '\u001f1904' : '');
  }
}

const noProblems: readonly CellProblem[] = [];

const mebibyte = 2 ** 20;

/** Room for 1,000,000 people with addresses in any format. */
export const defaultLimits: ReadLimits = {
  fileBytes: 512 * mebibyte,
  inflatedBytes: 2048 * mebibyte,
  inflationRatio: 200,
  archiveEntries: 2_000,
  sharedStringBytes: 160 * mebibyte,
  rows: 2_000_000,
  columns: 256,
  cellChars: 32_767,
};
