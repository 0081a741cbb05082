import { linesOf } from './lines.ts';
import type { Column } from './sheet.ts';

/** A line of text; `y` is its base line from the top, in points. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly strong?: true;
}

/** A thin line across. */
export interface Stroke {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

export interface Page {
  readonly marks: readonly Mark[];
  readonly strokes: readonly Stroke[];
}

/** How wide a text is in a size, in points. */
export type WidthOf = (text: string, size: number) => number;

/** A4, in points. */
export const pageSize = [595.28, 841.89] as const;
const [pageWidth, pageHeight] = pageSize;
/** Margins, and what lies between them. */
export const side = 51;
export const top = 48;
export const bottom = pageHeight - 62;
export const width = pageWidth - 2 * side;
/** Sizes and distances of text. */
export const looks = {
  heading: { size: 11, before: 10, leading: 17, strong: true },
  body: { size: 10.5, before: 3, leading: 17 },
  note: { size: 8, before: 2, leading: 12 },
} as const;
/** Of a table’s cells. */
export const cell = { size: 9, leading: 13, pad: 4, gap: 6 } as const;
/** A heading is not left alone at the end of a page. */
export const withHeading = 60;

/** What stands at the foot of every page, and which of how many it is. */
export function footMarks(
  foot: string,
  [page, of]: readonly [number, number],
  widthOf: WidthOf,
): readonly Mark[] {
  const size = 7.5;
  const number = `第 ${page} 页，共 ${of} 页`;
  const numberWidth = widthOf(number, size);
  const lines = linesOf(foot, width - numberWidth - 20, (text) => widthOf(text, size));
  return [
    ...lines.map((text, at) => ({ x: side, y: bottom + 25 + at * 10, size, text })),
    { x: side + width - numberWidth, y: bottom + 25, size, text: number },
  ];
}

/** Where the columns of a table stand. */
export function placesOf(columns: readonly Column[]) {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let x = side;
  return columns.map(({ share, right }) => {
    const place = { x, width: (width * share) / all, right };
    x += place.width;
    return place;
  });
}
