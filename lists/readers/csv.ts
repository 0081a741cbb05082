import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { batches, batchRows } from './batches.ts';
import { delimiterOf } from './delimiter.ts';
import { LazyRow, type ListReader, type ListRow, type ReadLimits, rowOfCells } from './list-reader.ts';
import { quotedCells, runawayQuote } from './quotes.ts';
import { sourceBytes } from './source-bytes.ts';
import { decodedLines, lineLimits } from './text-lines.ts';

/** Reads CSV in UTF-8 or GB18030, delimited by comma, tab, semicolon or bar as its header shows. Throws UnreadableFile with line and column. */
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

async function* parsedRows(
  text: AsyncIterable<string>,
  { after, options, limits }: Reading,
): AsyncGenerator<readonly ListRow[]> {
  const parser = parse({ ...options, raw: true });
  // A failure of the bytes reaches the loop below through the parser; stopping the loop stops the bytes.
  pipeline(Readable.from(text), parser, () => {});
  let [rowNumber, line] = [after, after];
  const rows = async function* (): AsyncGenerator<ListRow> {
    for await (const { record, raw } of parser as AsyncIterable<RawRecord>) {
      rowNumber++;
      const ran = runawayQuote(raw, record, options.delimiter);
      if (ran !== undefined)
        throw new UnreadableFile('csv-quotes', { line: line + ran.line, column: ran.column });
      line += lineEnds(raw);
      yield withinLimits(record, { rowNumber, limits });
    }
  };
  try {
    yield* batches(rows());
  } catch (error) {
    throw explained(error, after);
  }
}

interface RawRecord {
  readonly record: string[];
  /** As the file holds it, with its line's end. */
  readonly raw: string;
}

function lineEnds(raw: string): number {
  return raw.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** What is empty at the end of a row is no column, and an empty row is none: both come of borders drawn too far. */
function withinLimits(
  record: readonly string[],
  {
    rowNumber: row,
    text,
    limits,
  }: { readonly rowNumber: number; readonly text?: string; readonly limits: ReadLimits },
): ListRow {
  const last = record.findLastIndex((cell) => cell !== '');
  if (row > limits.rows && last >= 0) throw new UnreadableFile('too-many-rows', { row });
  if (last >= limits.columns) throw new UnreadableFile('too-many-columns', { row });
  const long = record.findIndex((cell) => cell.length > limits.cellChars);
  if (long >= 0) throw new UnreadableFile('cell-too-large', { row, column: long + 1 });
  const cells = record.slice(0, limits.columns).map(unwrapped);
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
