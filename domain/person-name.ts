import { entryOf } from './entry.ts';
import { nameMarks, nameVariants } from './name-variants.ts';

const marks = new RegExp(`[${nameMarks}]`, 'gu');
// The full stop stands for it too, between two Chinese characters; beside Latin letters it is an abbreviation.
const stopInside = /(?<=\p{Script=Han})[.\u3002](?=\p{Script=Han})/gu;
const unseen = /[\p{Cc}\p{Cf}\p{DI}]/gu;
const looseSpace = /(?<![\p{Script=Latin}\p{M}'.-]) | (?![\p{Script=Latin}])/gu;

/**
 * A name as names are compared, and never as it is shown or kept: width (NFKC), one kind of space and none beside Chinese
 * characters, one mark between the parts of a name, capitals, and for known variant characters the standard one. Two spellings of
 * one name give the same text; the same text again gives itself.
 */
export function comparableName(name: string): string {
  const plain = name.normalize('NFKC').replace(unseen, '').toUpperCase().normalize('NFKC');
  const spaced = plain.replace(/\s+/gu, ' ').trim();
  const marked = spaced.replace(marks, '·').replace(/ ?· ?/gu, '·').replace(/·+/gu, '·');
  const joined = marked.replace(looseSpace, '');
  return Array.from(joined, (character) => entryOf(nameVariants, character) ?? character)
    .join('')
    .replace(stopInside, '·');
}

/** Whether both spell one name. */
export function sameName(one: string, other: string): boolean {
  return comparableName(one) === comparableName(other);
}

/**
 * Whether one may be a slip of the other: at least half of the longer one's characters, in their order, are in both. Whoever wrote
 * the one may then see the other; a name that is altogether different is somebody else's.
 */
export function nearName(one: string, other: string): boolean {
  const [a, b] = [[...comparableName(one)], [...comparableName(other)]];
  return commonCount(a, b) * 2 >= Math.max(a.length, b.length);
}

/** The length of the longest common subsequence. */
function commonCount(a: readonly string[], b: readonly string[]): number {
  let before: readonly number[] = new Array(b.length + 1).fill(0);
  for (const one of a) {
    const row = [0];
    for (const [at, other] of b.entries())
      row.push(one === other ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at] ?? 0));
    before = row;
  }
  return before.at(-1) ?? 0;
}
