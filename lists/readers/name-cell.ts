import { nameMarks } from '../../domain/name-variants.ts';

/** A name as the vault keeps it, or why it is none. */
export type ParsedName =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      readonly problem: 'name-missing' | 'name-characters' | 'name-private-character' | 'name-length';
    };

// The one private-use character that old GB18030 systems still send for a common surname's part: 䶮 (GB18030-2000 FE9F).
const privateUse: ReadonlyMap<string, string> = new Map([['\uE863', '\u4DAE']]);
// Full-width signs, and the radicals that copying from a PDF leaves. Other compatibility characters are people's own.
const lookAlikes = /[\u2E80-\u2FDF\u3000\uFF01-\uFF5E]/gu;
// A list's full stop is the mark in any place: a cell that is no name without it would be refused.
const dots = new RegExp(`[${nameMarks}.．]`, 'gu');

/** Reads a person's name: Chinese characters of every plane, the · of minority names in all its look-alikes, Latin letters. Spaces inside a Chinese name are taken out (张 三). */
export function parseName(cell: string): ParsedName {
  // Nine names of ten need no mending.
  if (/^[\u4E00-\u9FFF]{2,4}$/.test(cell)) return { ok: true, name: cell };
  const known = cell.replace(/\p{Co}/gu, (character) => privateUse.get(character) ?? character);
  if (/\p{Co}/u.test(known)) return { ok: false, problem: 'name-private-character' };
  const text = known
    .replace(dots, '·')
    .replace(lookAlikes, (character) => character.normalize('NFKC'))
    .replace(/[\p{Cf}\p{VS}]/gu, '')
    .trim();
  if (text === '') return { ok: false, problem: 'name-missing' };
  const han = /^[\p{Script=Han}〇·\s]+$/u.test(text);
  const latin = /^\p{Script=Latin}[\p{Script=Latin}\p{M}\s·'’-]*$/u.test(text);
  if (!han && !latin) return { ok: false, problem: 'name-characters' };
  const name = han ? text.replace(/\s+/gu, '').replace(/·+/g, '·') : text.replace(/\s+/gu, ' ');
  const characters = [...name.replaceAll('·', '')].length;
  if (characters < 2 || characters > 50) return { ok: false, problem: 'name-length' };
  return { ok: true, name };
}
