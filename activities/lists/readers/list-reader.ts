import type { CellProblemCode } from '../../../domain/list-row-problems.ts';

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
  readonly cells: readonly string[];
  readonly problems: readonly CellProblem[];
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

/** Reads a list's rows in order with bounded memory. Throws UnreadableFile, possibly after some rows: trust them only when the iteration has ended by itself. */
export type ListReader = (source: ListSource, limits: ReadLimits) => AsyncGenerator<ListRow, void, undefined>;

const mebibyte = 2 ** 20;

/** Room for 1,000,000 people with addresses in any of the three formats. */
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
