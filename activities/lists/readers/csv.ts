import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { ListReader, ListRow, ReadLimits } from './list-reader.ts';
import { sourceBytes } from './source-bytes.ts';
import { decodedLines, lineLimits } from './text-lines.ts';

const delimiters = [',', '\t', ';', '|'] as const;

/** Reads CSV in UTF-8 or GB18030, delimited by comma, tab, semicolon or bar as its first lines show. Throws UnreadableFile with line and column. */
export const readCsv: ListReader = async function* (source, limits) {
  const text = decodedLines(sourceBytes(source, limits.fileBytes), {
    ...lineLimits(limits),
    encodings: ['utf-8', 'gb18030'],
  });
  const first = await text.next();
  if (first.done === true) throw new UnreadableFile('empty-file');
  const parser = parse(csvOptions(first.value, limits));
  // A failure of the bytes reaches the loop below through the parser; stopping the loop stops the bytes.
  pipeline(Readable.from(resumed(first.value, text)), parser, () => {});
  let rowNumber = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNumber++;
      yield listRow(record, rowNumber, limits);
    }
  } catch (error) {
    throw explained(error);
  }
};

/** How csv-parse is asked; shared with the tests' oracle. */
export function csvOptions(beginning: string, limits: ReadLimits): Options {
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

async function* resumed(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function listRow(record: readonly string[], row: number, limits: ReadLimits): ListRow {
  if (row > limits.rows) throw new UnreadableFile('too-many-rows', { row });
  if (record.length > limits.columns) throw new UnreadableFile('too-many-columns', { row });
  const long = record.findIndex((cell) => cell.length > limits.cellChars);
  if (long >= 0) throw new UnreadableFile('cell-too-large', { row, column: long + 1 });
  return { rowNumber: row, cells: record.map(unwrapped), problems: [] };
}

function unwrapped(cell: string): string {
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}

function explained(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const at = { line: Number(error.lines), column: Number(error.column) + 1 };
  // csv-parse puts the row itself into its message: it is not passed on as cause, for it names a person.
  return new UnreadableFile(error.code === 'CSV_MAX_RECORD_SIZE' ? 'cell-too-large' : 'csv-quotes', at);
}
