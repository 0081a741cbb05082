import { parseIdentityNumber } from '../../domain/identity-number.ts';

const quote = 34;

/** Cells of a line with quotes in it, when every quote stands around a whole cell; undefined when the parser must say what it means. */
export function quotedCells(line: string, delimiter: string): readonly string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let end = line.indexOf(delimiter, at);
    if (line.charCodeAt(at) === quote) {
      const close = closing(line, at);
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

/**
 * Where a record, as the file holds it, has a quote that swallowed lines: one that opened a cell and went over a line's end
 * without being closed before a delimiter or a line's end, or that was closed so behind whole lines of people. Quotes
 * inside one line harm nobody. Both numbers from 1, within the record.
 */
export function runawayQuote(
  raw: string,
  record: readonly string[],
  delimiter: string,
): { readonly line: number; readonly column: number } | undefined {
  const cut = raw.replace(/(?:\r\n|\n|\r)$/, '');
  if (!/[\r\n]/.test(cut)) return undefined;
  const opened = cellsOf(cut, delimiter);
  const column = opened.findIndex(
    ({ closed, text }, at) => /[\r\n]/.test(text) && (!closed || holdsPeople(record[at] ?? '', delimiter)),
  );
  if (column < 0) return undefined;
  const before = cut.slice(0, opened[column]?.from);
  return { line: before.split(/\r\n|\n|\r/).length, column: column + 1 };
}

interface OpenedCell {
  readonly from: number;
  /** From the opening quote to the one that ends it; '' for a cell without. */
  readonly text: string;
  readonly closed: boolean;
}

function cellsOf(raw: string, delimiter: string): readonly OpenedCell[] {
  const cells: OpenedCell[] = [];
  for (let at = 0; ; ) {
    let [behind, text, closed] = [at, '', true];
    if (raw.charCodeAt(at) === quote) {
      const close = closing(raw, at);
      behind = close < 0 ? raw.length : close + 1;
      text = raw.slice(at, behind);
      closed = close >= 0 && (behind === raw.length || raw[behind] === delimiter);
    }
    cells.push({ from: at, text, closed });
    const end = raw.indexOf(delimiter, behind);
    if (end < 0) return cells;
    at = end + 1;
  }
}

/** The quote that is not one of a pair, from the opening one on; -1 when there is none. */
function closing(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === quote) close = text.indexOf('"', close + 2);
  return close;
}

/** True for lines of several cells one of which is an identity number: an address of two lines is none. */
function holdsPeople(cell: string, delimiter: string): boolean {
  return cell
    .split(/\r\n|\n|\r/)
    .map((line) => line.split(delimiter))
    .some((cells) => cells.length > 1 && cells.some((one) => parseIdentityNumber(one).ok));
}
