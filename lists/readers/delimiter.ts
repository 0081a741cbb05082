import { parse } from 'csv-parse/sync';
import { isHeader } from './header-mapping.ts';
import { quotedCells } from './quotes.ts';

const delimiters = [',', '\t', ';', '|'] as const;
const linesLookedAt = 60;

/** The delimiter under which a header is found; without a header, the one that splits every one of the first lines into the most cells. */
export function delimiterOf(beginning: string): string {
  const lines = beginning.split(/\r\n|\n|\r/, linesLookedAt);
  return (
    delimiters.find((delimiter) =>
      lines.some((line) => isHeader(quotedCells(line, delimiter) ?? line.split(delimiter))),
    ) ??
    delimiters.find((delimiter) => recordsOf(lines, delimiter).some(isHeader)) ??
    mostCells(lines)
  );
}

/** For a heading that goes over two lines. */
function recordsOf(lines: readonly string[], delimiter: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  try {
    parse(lines.join('\n'), {
      ...{ delimiter, relax_column_count: true, relax_quotes: true },
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch {
    // A quote that is open where the beginning ends; what stands before it was read.
  }
  return records;
}

/** Lines without any delimiter are titles. */
function mostCells(lines: readonly string[]): string {
  const tables = lines
    .map((line) => line.replace(/"[^"]*"/g, ''))
    .filter((line) => delimiters.some((delimiter) => line.includes(delimiter)));
  const least = (delimiter: string): number =>
    Math.min(...tables.map((line) => line.split(delimiter).length - 1));
  return delimiters.reduce<string>(
    (best, delimiter) => (least(delimiter) > least(best) ? delimiter : best),
    ',',
  );
}
