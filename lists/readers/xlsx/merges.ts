import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import { type ListRow, rowOfCells } from '../list-reader.ts';
import { columnOf } from './reference.ts';
import { afterSheetData } from './sheet-tail.ts';
import { parseWholeXml } from './xml.ts';

/** Cells of one column merged over several rows, as households are in lists; rows from 1. */
export interface VerticalMerge {
  readonly column: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

const mergesLimit = 1_000_000;

/**
 * The merges of a sheet over more than one row, by their first row. They stand behind the rows they concern, so the sheet is
 * gone through once for them alone: only what follows the rows is parsed, and the whole sheet when that cannot stand by itself.
 * Throws UnreadableFile damaged.
 */
export async function verticalMerges(
  bytes: () => AsyncIterable<Uint8Array>,
  part: string,
): Promise<readonly VerticalMerge[]> {
  const found = (await mergesOfTail(bytes(), part)) ?? (await mergesIn(bytes(), part)).merges;
  return found.sort((a, b) => a.firstRow - b.firstRow);
}

/** Undefined when the rows' end was taken for one that it is not, such as one in a comment: then text or cells follow. */
async function mergesOfTail(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
): Promise<VerticalMerge[] | undefined> {
  try {
    const { merges, strange } = await mergesIn(afterSheetData(bytes), part);
    return strange ? undefined : merges;
  } catch (error) {
    if (error instanceof UnreadableFile && error.at.part === part) return undefined;
    throw error;
  }
}

async function mergesIn(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
): Promise<{ readonly merges: VerticalMerge[]; readonly strange: boolean }> {
  const merges: VerticalMerge[] = [];
  let depth = 0;
  let strange = false;
  await parseWholeXml(bytes, part, {
    open: (name, { ref = '' }, parent) => {
      depth += 1;
      strange ||= parent === 'worksheet' && name === 'sheetData';
      strange ||= depth === 2 && (name === 'row' || name === 'c');
      if (name !== 'mergeCell' || parent !== 'mergeCells') return;
      const merge = mergeOf(ref);
      if (merge !== undefined) merges.push(merge);
      if (merges.length > mergesLimit) throw new UnreadableFile('damaged', { part });
    },
    text: (text) => {
      strange ||= depth === 1 && text.trim() !== '';
    },
    close: () => {
      depth -= 1;
    },
  });
  return { merges, strange };
}

function mergeOf(ref: string): VerticalMerge | undefined {
  const [, column = '', first = '', last = ''] =
    /^\s*\$?([A-Z]+)\$?(\d+):\$?[A-Z]+\$?(\d+)\s*$/i.exec(ref) ?? [];
  const merge = { column: columnOf(column), firstRow: Number(first), lastRow: Number(last) };
  return merge.lastRow > merge.firstRow ? merge : undefined;
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
    return cells === row.cells ? row : rowOfCells(row.rowNumber, cells, row);
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
