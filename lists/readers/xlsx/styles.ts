import { UnreadableFile } from '../../../domain/unreadable-file.ts';
import type { Archive } from './archive.ts';
import { parseWholeXml } from './xml.ts';

/** How a number is shown: as it is, as a day, or filled with zeros to a width (00123). */
export type NumberStyle =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  | { readonly kind: 'zeros'; readonly width: number };

const plain: NumberStyle = { kind: 'plain' };
const date: NumberStyle = { kind: 'date' };
const stylesLimit = 70_000;

/** The style of each cell format by its number. Throws UnreadableFile damaged. */
export async function numberStyles(
  archive: Archive,
  part: string | undefined,
): Promise<(index: number) => NumberStyle> {
  const bytes = part === undefined ? undefined : archive.part(part);
  if (part === undefined || bytes === undefined) return () => plain;
  const codes = new Map<number, string>();
  const formats: number[] = [];
  await parseWholeXml(bytes, part, {
    // Conditional formatting has number formats of its own, under numbers that cells use for others.
    open: (name, attributes, parent) => {
      if (codes.size + formats.length > stylesLimit) throw new UnreadableFile('damaged', { part });
      if (name === 'numFmt' && parent === 'numFmts')
        codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (name === 'xf' && parent === 'cellXfs') formats.push(Number(attributes.numFmtId ?? 0));
    },
  });
  const styles = formats.map((id) => styleOf(id, codes.get(id)));
  return (index) => styles[index] ?? plain;
}

function styleOf(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return isBuiltInDate(id) ? date : plain;
  const [first = ''] = code.split(';');
  if (/^0{2,}$/.test(first)) return { kind: 'zeros', width: first.length };
  // Texts, colours, locales and escaped characters may contain the letters that make a date.
  const letters = first.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').toLowerCase();
  if (letters.includes('general')) return plain;
  const month = letters.includes('m') && !/[hs]/.test(letters);
  return /[yde]/.test(letters.replace(/[0#?.]e[+-]/g, '')) || month ? date : plain;
}

function isBuiltInDate(id: number): boolean {
  // ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are the Chinese built-in dates. 18–21, 32–35 and 45–47 hold times of day.
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);
}
