import { linesOf } from './lines.ts';
import {
  bottom,
  cell,
  footMarks,
  looks,
  type Mark,
  type Page,
  placesOf,
  type Stroke,
  side,
  top,
  type WidthOf,
  width,
  withHeading,
} from './page.ts';
import type { Block, Sheet } from './sheet.ts';

/** Sets a sheet on pages. The head of a table is repeated on every page, and each page says which of how many it is. */
export function typeset(sheet: Sheet, widthOf: WidthOf): readonly Page[] {
  const setting = new Setting(widthOf);
  setting.title(sheet);
  for (const block of sheet.blocks) setting.block(block);
  return setting.pages.map(({ marks, strokes }, at, all) => ({
    marks: [...marks, ...footMarks(sheet.foot, [at + 1, all.length], widthOf)],
    strokes: [...strokes, { from: side, to: side + width, y: bottom + 14 }],
  }));
}

/** The pages as far as they are set; `y` is where the next thing begins. */
class Setting {
  readonly pages: { readonly marks: Mark[]; readonly strokes: Stroke[] }[] = [];
  readonly #widthOf: WidthOf;
  #y = top;

  constructor(widthOf: WidthOf) {
    this.#widthOf = widthOf;
    this.#turn();
  }

  title({ institution, title }: Sheet): void {
    this.#centred(institution, 12);
    this.#centred(title.zh, 17, true);
    this.#centred(title.en, 8.5);
    this.#y += 6;
  }

  block(block: Block): void {
    switch (block.kind) {
      case 'text':
        this.#text(block);
        break;
      case 'fields':
        this.#fields(block.fields);
        break;
      case 'table':
        this.#table(block);
        break;
      case 'signatures':
        this.#signatures(block.who);
        break;
    }
  }

  #turn(): void {
    this.pages.push({ marks: [], strokes: [] });
    this.#y = top;
  }

  /** Turns the page where so much does not fit on it; true when it did. */
  #need(height: number): boolean {
    if (this.#y + height <= bottom) return false;
    this.#turn();
    return true;
  }

  #mark(mark: Mark): void {
    this.pages.at(-1)?.marks.push(mark);
  }

  #stroke(): void {
    this.pages.at(-1)?.strokes.push({ from: side, to: side + width, y: this.#y });
  }

  #lines(text: string, size: number, within: number): readonly string[] {
    return linesOf(text, within, (piece) => this.#widthOf(piece, size));
  }

  #centred(text: string, size: number, strong?: true): void {
    for (const line of this.#lines(text, size, width)) {
      this.#y += size * 1.5;
      const x = side + (width - this.#widthOf(line, size)) / 2;
      this.#mark({ x, y: this.#y, size, text: line, ...(strong && { strong }) });
    }
  }

  #text({ look, text }: Extract<Block, { kind: 'text' }>): void {
    const { size, before, leading } = looks[look];
    if (look === 'heading') this.#need(withHeading);
    this.#y += before;
    for (const line of this.#lines(text, size, width)) {
      this.#need(leading);
      this.#y += leading;
      this.#mark({ x: side, y: this.#y - 4, size, text: line, ...(look === 'heading' && { strong: true }) });
    }
  }

  /** Two beside each other, where both are short enough. */
  #fields(fields: Extract<Block, { kind: 'fields' }>['fields']): void {
    const size = cell.size + 0.5;
    const half = width / 2 - cell.gap;
    let beside = false;
    for (const [label, value] of fields) {
      const text = `${label}：${value}`;
      const short = this.#widthOf(text, size) <= half;
      if (short && beside) {
        this.#mark({ x: side + width / 2, y: this.#y - 4, size, text });
        beside = false;
        continue;
      }
      for (const line of this.#lines(text, size, width)) {
        this.#need(16);
        this.#y += 16;
        this.#mark({ x: side, y: this.#y - 4, size, text: line });
      }
      beside = short;
    }
    this.#y += 4;
  }

  #table({ columns, rows }: Extract<Block, { kind: 'table' }>): void {
    this.#y += 4;
    const places = placesOf(columns);
    const head = { cells: columns.map((column) => column.head), strong: true } as const;
    const set = (row: typeof head | (typeof rows)[number]) =>
      row.cells.map((text, at) => this.#lines(text, cell.size, (places[at]?.width ?? 0) - cell.gap));
    const heightOf = (cells: readonly (readonly string[])[]) =>
      Math.max(...cells.map((lines) => lines.length)) * cell.leading + cell.pad;
    const put = (cells: readonly (readonly string[])[], strong: boolean): void => {
      for (const [at, lines] of cells.entries()) {
        const place = places[at];
        for (const [nth, text] of lines.entries()) {
          const room = (place?.width ?? 0) - cell.gap - this.#widthOf(text, cell.size);
          const x = (place?.x ?? side) + cell.gap / 2 + (place?.right === true ? room : 0);
          const y = this.#y + cell.pad / 2 + (nth + 1) * cell.leading - 3.5;
          this.#mark({ x, y, size: cell.size, text, ...(strong && { strong }) });
        }
      }
      this.#y += heightOf(cells);
      this.#stroke();
    };
    const headCells = set(head);
    const begin = (): void => {
      this.#stroke();
      put(headCells, true);
    };
    this.#need(heightOf(headCells) + cell.leading + cell.pad);
    begin();
    for (const row of rows) {
      const cells = set(row);
      if (this.#need(heightOf(cells))) begin();
      put(cells, row.strong === true);
    }
    this.#y += 6;
  }

  /** A line to be signed on and dated by hand for each; all on one page. */
  #signatures(who: readonly string[]): void {
    this.#need(16 + who.length * 30);
    this.#y += 16;
    for (const name of who) {
      this.#y += 30;
      const label = `${name}：`;
      const { size } = looks.body;
      this.#mark({ x: side, y: this.#y, size, text: label });
      const from = side + this.#widthOf(label, size);
      const date = '日期：　　　　年　　月　　日';
      const dateAt = side + width - this.#widthOf(date, size);
      this.pages.at(-1)?.strokes.push({ from, to: dateAt - 20, y: this.#y + 3 });
      this.#mark({ x: dateAt, y: this.#y, size, text: date });
    }
  }
}
