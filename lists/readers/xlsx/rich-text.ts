import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { XmlHandlers } from './xml.ts';

/** Handlers that join the runs of each `item` element (`si`, `is`); phonetic readings (`rPh`) are not part of the text. */
export function richText({
  item,
  part,
  cellChars,
  done,
}: {
  readonly item: string;
  readonly part: string;
  readonly cellChars: number;
  readonly done: (text: string) => void;
}): Required<XmlHandlers> {
  let text = '';
  let inText = false;
  let inPhonetic = false;
  return {
    open: (name, _attributes, parent) => {
      if (name === item) text = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic && (parent === item || parent === 'r');
    },
    text: (piece) => {
      if (!inText) return;
      text += piece;
      if (text.length > cellChars) throw new UnreadableFile('cell-too-large', { part });
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === item) done(text);
    },
  };
}

/** Excel writes characters that XML cannot hold as _xHHHH_, and the underscore of such a text itself as _x005F_. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
