import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { invariant } from '../../../domain/invariant.ts';

/** A font of fonts/, with its file for the page maker. */
interface PaperFont {
  readonly name: string;
  readonly file: Buffer;
  readonly font: Font;
}

/** A stretch of text that one font sets. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

/** Which font has a character, and how wide it is; the first of fonts/ that has it. */
export interface PaperFonts {
  readonly files: readonly { readonly name: string; readonly file: Buffer }[];
  readonly has: (character: string) => boolean;
  readonly widthOf: (text: string, size: number) => number;
  readonly runs: (text: string) => readonly Run[];
}

/** Reads the fonts; some 11 MB are held as long as they are used. */
export function paperFonts(): PaperFonts {
  const fonts = [
    paperFont('sc', new URL('../fonts/noto-sans-sc.ttf', import.meta.url)),
    paperFont('hk', new URL('../fonts/noto-sans-hk-beyond-sc.ttf', import.meta.url)),
    paperFont('jp', new URL('../fonts/noto-sans-jp-beyond-sc.ttf', import.meta.url)),
  ];
  const known = new Map<string, { readonly name: string; readonly width: number } | null>();
  const glyphOf = (character: string) => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const code = character.codePointAt(0) ?? 0;
    const found = fonts.find(({ font }) => font.hasGlyphForCodePoint(code));
    const width = found && found.font.glyphForCodePoint(code).advanceWidth / found.font.unitsPerEm;
    const glyph = found === undefined || width === undefined ? null : { name: found.name, width };
    known.set(character, glyph);
    return glyph;
  };
  return {
    files: fonts,
    has: (character) => glyphOf(character) !== null,
    widthOf: (text, size) => {
      let width = 0;
      for (const character of text) width += glyphOf(character)?.width ?? 0;
      return width * size;
    },
    runs(text) {
      const runs: { font: string; text: string }[] = [];
      for (const character of text) {
        const font = glyphOf(character)?.name ?? '';
        const last = runs.at(-1);
        if (last?.font === font) last.text += character;
        else runs.push({ font, text: character });
      }
      return runs;
    },
  };
}

function paperFont(name: string, at: URL): PaperFont {
  const file = readFileSync(at);
  const font = create(file);
  invariant('hasGlyphForCodePoint' in font, 'a font file holds several fonts');
  return { name, file, font };
}
