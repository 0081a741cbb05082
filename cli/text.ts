import { fen, formatYuan } from '../domain/money.ts';

/** How many terminal columns a text takes: Chinese characters and full-width signs take two. */
export function width(text: string): number {
  let columns = 0;
  for (const char of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
        char,
      )
        ? 2
        : 1;
  return columns;
}

/** One column of a table. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their heads, aligned on a terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ head }) => head), ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => width(line[at] ?? ''))));
  return lines
    .map((line) =>
      columns
        .map(({ align }, at) => padded(line[at] ?? '', widths[at] ?? 0, align ?? 'left'))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function padded(text: string, to: number, align: 'left' | 'right'): string {
  const gap = ' '.repeat(Math.max(0, to - width(text)));
  return align === 'right' ? gap + text : text + gap;
}

/** An amount in fen as people read it. */
export function yuan(amount: number): string {
  return `${formatYuan(fen(amount))} 元`;
}
