import { never } from '../../domain/invariant.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { type RowProblemCode, rowProblems } from '../../domain/list-row-problems.ts';

/** A rejected row as its officer wrote it, with its problems as `field:code`. */
export interface RejectedRow {
  readonly rowNumber: number;
  readonly header: readonly string[];
  readonly cells: readonly string[];
  readonly errors: readonly string[];
  readonly otherRow: number | null;
}

const column = '错误 · errors';

/** Rejected rows as the same kind of file as they came in, with their errors in one more column; nothing is held but the row at hand. */
export async function* errorReport(
  format: ListFormat,
  rows: AsyncIterable<RejectedRow>,
): AsyncGenerator<Uint8Array> {
  switch (format) {
    case 'csv':
      return yield* csvReport(rows);
    case 'ndjson':
      return yield* ndjsonReport(rows);
    case 'xlsx': {
      // Only a workbook needs it, and it is slow to load.
      const { writeXlsxStream } = await import('hucre');
      return yield* writeXlsxStream(tableRows(rows), { name: '错误行 errors' });
    }
    default:
      return never(format);
  }
}

async function* csvReport(rows: AsyncIterable<RejectedRow>): AsyncGenerator<Uint8Array> {
  // The mark tells Excel that this is UTF-8.
  let begun = '\uFEFF';
  for await (const cells of tableRows(rows)) {
    yield Buffer.from(`${begun}${cells.map(csvCell).join(',')}\r\n`);
    begun = '';
  }
}

async function* ndjsonReport(rows: AsyncIterable<RejectedRow>): AsyncGenerator<Uint8Array> {
  for await (const row of rows) {
    const said = Object.fromEntries(row.cells.map((cell, at) => [row.header[at] ?? String(at + 1), cell]));
    yield Buffer.from(`${JSON.stringify({ ...said, row: row.rowNumber, errors: errorsOf(row) })}\n`);
  }
}

/** The header once, then the rows, each as wide as the header and one cell more. */
async function* tableRows(rows: AsyncIterable<RejectedRow>): AsyncGenerator<string[]> {
  let width = 0;
  for await (const row of rows) {
    if (width === 0) {
      width = row.header.length;
      yield [...row.header, column];
    }
    const cells = [...row.cells, ...Array<string>(Math.max(0, width - row.cells.length)).fill('')];
    yield [...cells, errorsOf(row)];
  }
}

function errorsOf({ rowNumber, errors, otherRow }: RejectedRow): string {
  const words = errors.map((error) => {
    const code = error.slice(error.indexOf(':') + 1) as RowProblemCode;
    return `${rowProblems[code].zh} [${code}]`;
  });
  const other = otherRow === null ? '' : ` 另见第 ${otherRow} 行 · see row ${otherRow}`;
  return `第 ${rowNumber} 行: ${words.join(' ')}${other}`;
}

/** A cell that a spreadsheet would take for a formula gets a quote in front: what was sent is shown, not executed. */
function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
