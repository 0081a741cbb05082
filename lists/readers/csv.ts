import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { batches, batchRows } from './batches.ts';
import { LazyRow, type ListReader, type ListRow, type ReadLimits, rowOfCells } from './list-reader.ts';
import { sourceBytes } from './source-bytes.ts';
import { decodedLines, lineLimits } from './text-lines.ts';

const delimiters = [',', '\t', ';', '|'] as const;
const quote = 34;

/** Reads CSV in UTF-8 or GB18030, delimited by comma, tab, semicolon or bar as its first lines show. Throws UnreadableFile with line and column. */
export const readCsv: ListReader = async function* (source, limits) {
  const text = decodedLines(sourceBytes(source, limits.fileBytes), {
    ...lineLimits(limits),
    encodings: ['utf-8', 'gb18030'],
  });
  const first = await text.next();
  if (first.done === true) throw new UnreadableFile('empty-file');
  const options = csvOptions(first.value, limits);
  let after = 0;
  for await (const piece of resumed(first.value, text)) {
    for (let from = 0; from < piece.length; ) {
      const { rows, end, other } = linesOf(piece, from, { after, options, limits });
      after += rows.length;
      if (rows.length > 0) yield rows;
      if (other) return yield* parsedRows(resumed(piece.slice(end), text), { after, options, limits });
      from = end;
    }
  }
};

/** How csv-parse is asked; shared with the tests' oracle. */
export function csvOptions(
  beginning: string,
  limits: ReadLimits,
): Options & { readonly delimiter: string; readonly max_record_size: number } {
  return {
    delimiter: delimiterOf(beginning),
    relax_column_count: true,
    // Files glued together mix their line ends; by itself the parser would keep to the first kind.
    record_delimiter: ['\r\n', '\n', '\r'],
    // Excel's ="00123" keeps digits as text; its quotes stand inside an unquoted cell.
    relax_quotes: true,
    max_record_size: limits.cellChars * 4,
  };
}

/** The delimiter that splits every one of the first lines into the most cells; lines without any are titles. */
function delimiterOf(beginning: string): string {
  const lines = beginning
    .split(/\r\n|\n|\r/, 20)
    .map((line) => line.replace(/"[^"]*"/g, ''))
    .filter((line) => delimiters.some((delimiter) => line.includes(delimiter)));
  const least = (delimiter: string): number =>
    Math.min(...lines.map((line) => line.split(delimiter).length - 1));
  return delimiters.reduce<string>(
    (best, delimiter) => (least(delimiter) > least(best) ? delimiter : best),
    ',',
  );
}

/** Stopping it stops the rest, also before the rest was asked for. */
async function* resumed(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

interface Reading {
  /** Rows that were read before. */
  readonly after: number;
  readonly options: ReturnType<typeof csvOptions>;
  readonly limits: ReadLimits;
}

/**
 * The rows that are one line each, nearly all of nearly every list, and the text from the first other one on: a quote may hold
 * a line's end, and a lone carriage return is a line's end of its own. A line is split only when its cells are asked for.
 */
function linesOf(
  text: string,
  from: number,
  { after, options, limits }: Reading,
): { readonly rows: readonly ListRow[]; readonly end: number; readonly other: boolean } {
  const rows: ListRow[] = [];
  const split = (line: string): readonly string[] => line.split(options.delimiter);
  let at = from;
  for (let end: number; at < text.length && rows.length < batchRows; at = end + 1) {
    const feed = text.indexOf('\n', at);
    end = feed < 0 ? text.length : feed;
    const line = text.slice(at, feed > at && text.charCodeAt(feed - 1) === 13 ? feed - 1 : end);
    const quoted = line.includes('"');
    const cells = quoted ? quotedCells(line, options.delimiter) : undefined;
    const other = (quoted && cells === undefined) || line.includes('\r');
    if (other || line.length > options.max_record_size) return { rows, end: at, other: true };
    const rowNumber = after + rows.length + 1;
    // What is shorter than each limit is within both.
    const short = line.length < limits.columns && line.length <= limits.cellChars;
    const lazy = cells === undefined && short && rowNumber <= limits.rows;
    rows.push(
      lazy
        ? new LazyRow(rowNumber, line, split)
        : withinLimits(cells ?? split(line), { rowNumber, text: line, limits }),
    );
  }
  return { rows, end: at, other: false };
}

/** Cells of a line with quotes in it, when every quote stands around a whole cell; undefined when the parser must say what it means. */
function quotedCells(line: string, delimiter: string): readonly string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let end = line.indexOf(delimiter, at);
    if (line.charCodeAt(at) === quote) {
      let close = line.indexOf('"', at + 1);
      while (close >= 0 && line.charCodeAt(close + 1) === quote) close = line.indexOf('"', close + 2);
      end = close < 0 || close + 1 === line.length ? -1 : close + 1;
      if (close < 0 || (end >= 0 && line[end] !== delimiter)) return undefined;
      cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
    } else {
      const cell = line.slice(at, end < 0 ? line.length : end);
      if (cell.includes('"')) return undefined;
      cells.push(cell);
    }
    if (end < 0) return cells;
    at = end + 1;
  }
}

async function* parsedRows(
  text: AsyncIterable<string>,
  { after, options, limits }: Reading,
): AsyncGenerator<readonly ListRow[]> {
  const parser = parse(options);
  // A failure of the bytes reaches the loop below through the parser; stopping the loop stops the bytes.
  pipeline(Readable.from(text), parser, () => {});
  let rowNumber = after;
  const rows = async function* (): AsyncGenerator<ListRow> {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNumber++;
      yield withinLimits(record, { rowNumber, limits });
    }
  };
  try {
    yield* batches(rows());
  } catch (error) {
    throw explained(error, after);
  }
}

function withinLimits(
  record: readonly string[],
  {
    rowNumber: row,
    text,
    limits,
  }: { readonly rowNumber: number; readonly text?: string; readonly limits: ReadLimits },
): ListRow {
  if (row > limits.rows) throw new UnreadableFile('too-many-rows', { row });
  if (record.length > limits.columns) throw new UnreadableFile('too-many-columns', { row });
  const long = record.findIndex((cell) => cell.length > limits.cellChars);
  if (long >= 0) throw new UnreadableFile('cell-too-large', { row, column: long + 1 });
  const cells = record.map(unwrapped);
  return text === undefined ? rowOfCells(row, cells) : { rowNumber: row, text, cells, problems: [] };
}

function unwrapped(cell: string): string {
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}

/** `after`: rows that stand before what the parser was given, a line each. */
function explained(error: unknown, after: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const at = { line: after + Number(error.lines), column: Number(error.column) + 1 };
  // csv-parse puts the row itself into its message: it is not passed on as cause, for it names a person.
  return new UnreadableFile(error.code === 'CSV_MAX_RECORD_SIZE' ? 'cell-too-large' : 'csv-quotes', at);
}
