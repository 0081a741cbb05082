const opening = '“‘（《〈【〔「『';
const closing = '，。、；：？！”’）》〉】〕」』%％…—';
/** Latin words and numbers stay whole, every Chinese character may begin a line; a mark stays with what it closes or opens. */
const unit = new RegExp(`[${opening}]*(?:[!-~\\u00a0-\\u024f]+|[^ ])[${closing}]*| +`, 'gu');

/** Breaks a text into lines of at most `width`; a line feed begins a new one. What fits in no line is cut. */
export function linesOf(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    const end = (): void => {
      lines.push(line.trimEnd());
      [line, used] = ['', 0];
    };
    for (const piece of paragraph.match(unit)?.flatMap((one) => fitting(one, width, widthOf)) ?? []) {
      const wide = widthOf(piece);
      if (used + wide > width && line !== '') end();
      if (line === '' && piece.trim() === '' && lines.length > 0) continue;
      line += piece;
      used += wide;
    }
    end();
    return lines;
  });
}

function fitting(piece: string, width: number, widthOf: (text: string) => number): readonly string[] {
  return widthOf(piece) <= width ? [piece] : [...piece];
}
