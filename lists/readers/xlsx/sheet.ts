import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import { type CellProblem, type ListRow, type ReadLimits, rowOfCells } from '../list-reader.ts';
import { type CellText, cellText } from './cell.ts';
import { columnOf } from './reference.ts';
import { richText, unescaped } from './rich-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { NumberStyle } from './styles.ts';
import { parseXml, type XmlHandlers } from './xml.ts';

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly part: string;
  readonly strings: SharedStrings;
  readonly styleOf: (index: number) => NumberStyle;
  readonly from1904: boolean;
  readonly limits: ReadLimits;
}

/** The rows of a sheet as its bytes arrive. Throws UnreadableFile. */
export async function* sheetRows(
  bytes: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<ListRow> {
  const rows: ListRow[] = [];
  for await (const _ of parseXml(
    bytes,
    context.part,
    rowHandlers(context, (row) => rows.push(row)),
  )) {
    yield* rows;
    rows.length = 0;
  }
}

function rowHandlers(context: SheetContext, done: (row: ListRow) => void): XmlHandlers {
  const { part, limits, from1904 } = context;
  let rowNumber = 0;
  let inRow = false;
  let next = 0;
  let cells: string[] = [];
  let problems: CellProblem[] = [];
  const cell = cellHandlers(context, (column, { text, problem }) => {
    next = column + 1;
    // A cell without a value has only borders or a colour: whole rows are formatted so, to the last column there is.
    if (text === '' && problem === undefined) return;
    if (rowNumber > limits.rows) throw new UnreadableFile('too-many-rows', { part, row: rowNumber });
    if (column >= limits.columns) throw new UnreadableFile('too-many-columns', { part, row: rowNumber });
    while (cells.length < column) cells.push('');
    cells[column] = text;
    if (problem !== undefined) problems.push({ column, code: problem });
  });
  return {
    open: (name, attributes, parent) => {
      if (name !== 'row' || parent !== 'sheetData') {
        if (inRow) cell.open(name, { attributes, parent, next });
        return;
      }
      rowNumber = rowAfter(rowNumber, attributes.r, part);
      [cells, problems, next, inRow] = [[], [], 0, true];
    },
    text: (piece) => {
      if (inRow) cell.text(piece);
    },
    close: (name) => {
      if (!inRow) return;
      if (name !== 'row') return cell.close(name);
      inRow = false;
      done(rowOfCells(rowNumber, cells, { problems, from1904 }));
    },
  };
}

interface CellStart {
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: string;
  /** The column of a cell that does not say its own. */
  readonly next: number;
}

interface CellHandlers {
  readonly open: (name: string, start: CellStart) => void;
  readonly text: (piece: string) => void;
  readonly close: (name: string) => void;
}

function cellHandlers(context: SheetContext, done: (column: number, cell: CellText) => void): CellHandlers {
  const { part, limits, strings, styleOf, from1904 } = context;
  let [column, type, style] = [0, 'n', 0];
  let value: string | undefined;
  let inline: string | undefined;
  let hasFormula = false;
  let inValue = false;
  const rich = richText({
    item: 'is',
    part,
    cellChars: limits.cellChars,
    done: (text) => {
      inline = text;
    },
  });
  const finished = (): CellText => {
    if (type !== 's')
      return inline === undefined
        ? cellText({ type, style: styleOf(style), value, hasFormula }, from1904)
        : { text: unescaped(inline) };
    const text = value === undefined ? '' : strings(Number(value));
    if (text === undefined) throw new UnreadableFile('damaged', { part });
    return { text };
  };
  return {
    open: (name, { attributes, parent, next }) => {
      if (name === 'c' && parent === 'row') {
        column = attributes.r === undefined ? next : columnOf(attributes.r);
        [type, style] = [attributes.t ?? 'n', Number(attributes.s ?? 0)];
        [value, inline, hasFormula] = [undefined, undefined, false];
      } else if (name === 'v' && parent === 'c') [inValue, value] = [true, ''];
      else if (name === 'f' && parent === 'c') hasFormula = true;
      else rich.open(name, attributes, parent);
    },
    text: (piece) => {
      if (inValue) value = `${value ?? ''}${piece}`;
      else rich.text(piece);
      if ((value?.length ?? 0) > limits.cellChars) throw new UnreadableFile('cell-too-large', { part });
    },
    close: (name) => {
      if (name === 'v') inValue = false;
      else if (name === 'c') done(column, finished());
      else rich.close(name);
    },
  };
}

function rowAfter(before: number, stated: string | undefined, part: string): number {
  const number = stated === undefined ? before + 1 : Number(stated);
  // Rows out of order would make the report's row numbers point at other people.
  if (!Number.isInteger(number) || number <= before)
    throw new UnreadableFile('damaged', { part, row: before + 1 });
  return number;
}
