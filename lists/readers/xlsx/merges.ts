import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import { type ListRow, rowOfCells } from '../list-reader.ts';
import { columnOf } from './reference.ts';

/** Cells of one column merged over several rows, as households are in lists; rows from 1. */
export interface VerticalMerge {
  readonly column: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

const mergesLimit = 1_000_000;
const tagChars = 256;

/**
 * The merges of a sheet over more than one row, by their first row. They stand behind the rows they concern,
 * so the sheet is gone through once for them alone: by its bytes, which costs a tenth of reading its XML.
 * Throws UnreadableFile damaged.
 */
export async function verticalMerges(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
): Promise<readonly VerticalMerge[]> {
  const merges: VerticalMerge[] = [];
  let carried = '';
  for await (const chunk of bytes) {
    const text = carried + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let read = 0;
    if (text.includes('mergeCell')) {
      for (const match of text.matchAll(/<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+\d+):[A-Z]+(\d+)"/g)) {
        read = match.index + match[0].length;
        const [, first = '', lastRow = ''] = match;
        const merge = {
          column: columnOf(first),
          firstRow: Number(first.replace(/\D/g, '')),
          lastRow: Number(lastRow),
        };
        if (merge.lastRow > merge.firstRow) merges.push(merge);
        if (merges.length > mergesLimit) throw new UnreadableFile('damaged', { part });
      }
    }
    carried = text.slice(Math.max(read, text.length - tagChars));
  }
  return merges.sort((a, b) => a.firstRow - b.firstRow);
}

/** Repeats a merged cell's text in the rows it covers; give it the rows in order. A cell that has a text of its own keeps it. */
export function mergeFiller(merges: readonly VerticalMerge[]): (row: ListRow) => ListRow {
  let next = 0;
  let open: { readonly column: number; readonly lastRow: number; readonly text: string }[] = [];
  return (row) => {
    const covering = open.filter(({ lastRow }) => lastRow >= row.rowNumber);
    const cells = covering.length === 0 ? row.cells : filled(row.cells, covering);
    open = covering;
    for (
      let merge = merges[next];
      merge !== undefined && merge.firstRow <= row.rowNumber;
      merge = merges[++next]
    ) {
      // A merge whose first row is not in the file covers empty cells.
      const { column, lastRow, firstRow } = merge;
      if (firstRow === row.rowNumber) open.push({ column, lastRow, text: row.cells[column] ?? '' });
    }
    return cells === row.cells ? row : rowOfCells(row.rowNumber, cells, row.problems);
  };
}

function filled(
  cells: readonly string[],
  covering: readonly { readonly column: number; readonly text: string }[],
): readonly string[] {
  const copy = [...cells];
  for (const { column, text } of covering) {
    while (copy.length <= column) copy.push('');
    copy[column] ||= text;
  }
  return copy;
}
