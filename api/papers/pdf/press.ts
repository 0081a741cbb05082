import PDFDocument from 'pdfkit';
import { startOfDay } from '../../../domain/dates.ts';
import { type PaperFonts, paperFonts } from './fonts.ts';
import { type Page, pageSize } from './page.ts';
import { mapTexts, type Pressed, type PressOrder, type Sheet, textsOf } from './sheet.ts';
import { typeset } from './typeset.ts';

/** Stands where a clerk writes the character by hand. */
const box = '□';

/** Makes the PDF of a sheet: fonts embedded as far as they are used, the same sheet the same bytes. */
export function press(fonts: PaperFonts = paperFonts()) {
  return async ({ sheet, byHand }: PressOrder): Promise<Pressed> => {
    const all = new Set(textsOf(sheet).flatMap((text) => [...text]));
    const missing = [...all].filter((character) => character !== '\n' && !fonts.has(character));
    if (missing.length > 0 && !byHand) return { kind: 'missing', characters: missing };
    const filled = missing.length === 0 ? sheet : withBoxes(sheet, new Set(missing));
    const pages = typeset(filled, fonts.widthOf);
    return { kind: 'made', bytes: await drawn(filled, pages, fonts), pages: pages.length };
  };
}

/** Every character that is missing as a box, and a line that says which they are. */
function withBoxes(sheet: Sheet, missing: ReadonlySet<string>): Sheet {
  const boxed = mapTexts(sheet, (text) => [...text].map((one) => (missing.has(one) ? box : one)).join(''));
  const codes = [...missing].map(codePoint).join('、');
  const text = `${box} 处为字库没有的字（${codes}），由经办人对照证件手写并签名。 ${box}: written in by hand from the document and signed by the clerk.`;
  return { ...boxed, blocks: [...boxed.blocks, { kind: 'text', look: 'note', text }] };
}

/** As Unicode names it. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function drawn(
  { title, institution, day }: Sheet,
  pages: readonly Page[],
  fonts: PaperFonts,
): Promise<Uint8Array> {
  const document = new PDFDocument({
    ...{ size: [...pageSize], margin: 0, autoFirstPage: false, pdfVersion: '1.7', lang: 'zh-CN' },
    // Compressed bytes differ between machines; nothing here may.
    compress: false,
    info: { Title: title.zh, Author: institution, CreationDate: new Date(startOfDay(day)) },
  });
  for (const { name, file } of fonts.files) document.registerFont(name, file);
  const parts: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (part: Uint8Array) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
  for (const { marks, strokes } of pages) {
    document.addPage();
    document.lineWidth(0.5).strokeColor('#888888');
    for (const { from, to, y } of strokes) document.moveTo(from, y).lineTo(to, y).stroke();
    document.fillColor('#000000').strokeColor('#000000');
    for (const { x, y, size, text, strong = false } of marks) {
      document.fontSize(size).lineWidth(size * 0.035);
      let at = x;
      for (const run of fonts.runs(text)) {
        const look = { lineBreak: false, baseline: 'alphabetic', fill: true, stroke: strong } as const;
        document.font(run.font).text(run.text, at, y, look);
        at += fonts.widthOf(run.text, size);
      }
    }
  }
  document.end();
  return whole;
}
