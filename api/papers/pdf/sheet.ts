import type { LocalDate } from '../../../domain/dates.ts';
import type { Words } from '../../../domain/words.ts';

/** What a paper says, before it is set on pages. */
export interface Sheet {
  readonly institution: string;
  readonly title: Words;
  /** At the foot of every page: which paper, case and template. */
  readonly foot: string;
  /** The file says that it was made on that day: the same facts give the same bytes. */
  readonly day: LocalDate;
  readonly blocks: readonly Block[];
}

/** `en` stands small below the text. */
export type Block =
  | { readonly kind: 'text'; readonly look: 'heading' | 'body' | 'note'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly kind: 'signatures'; readonly who: readonly string[] };

/** One column of a table; `share` of its width, next to the others'. */
export interface Column {
  readonly head: string;
  readonly share: number;
  readonly right?: true;
}

export interface Row {
  readonly cells: readonly string[];
  /** A sum. */
  readonly strong?: true;
}

/** What the press is asked, and what it answers. */
export interface PressOrder {
  readonly sheet: Sheet;
  /** A character that no font has leaves a box to be filled in by hand. */
  readonly byHand: boolean;
}

export type Pressed =
  | { readonly kind: 'made'; readonly bytes: Uint8Array; readonly pages: number }
  /** Nothing was made: no font has these characters. */
  | { readonly kind: 'missing'; readonly characters: readonly string[] };

/** Every text of a sheet. */
export function textsOf({ institution, title, foot, blocks }: Sheet): readonly string[] {
  return [institution, title.zh, title.en, foot, ...blocks.flatMap(textsOfBlock)];
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'fields':
      return block.fields.flat();
    case 'table':
      return [...block.columns.map(({ head }) => head), ...block.rows.flatMap(({ cells }) => cells)];
    case 'signatures':
      return block.who;
  }
}

/** The same sheet with every text changed. */
export function mapTexts(sheet: Sheet, to: (text: string) => string): Sheet {
  const { zh, en } = sheet.title;
  return {
    ...{ institution: to(sheet.institution), title: { zh: to(zh), en: to(en) }, foot: to(sheet.foot) },
    day: sheet.day,
    blocks: sheet.blocks.map((block) => mapBlock(block, to)),
  };
}

function mapBlock(block: Block, to: (text: string) => string): Block {
  switch (block.kind) {
    case 'text':
      return { ...block, text: to(block.text) };
    case 'fields':
      return { ...block, fields: block.fields.map(([label, value]) => [to(label), to(value)]) };
    case 'table':
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, head: to(column.head) })),
        rows: block.rows.map((row) => ({ ...row, cells: row.cells.map(to) })),
      };
    case 'signatures':
      return { ...block, who: block.who.map(to) };
  }
}
