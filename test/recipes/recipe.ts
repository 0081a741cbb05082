/** One change of one file, as somebody following a recipe of docs/recipes would type it. */
export interface Edit {
  readonly file: string;
  /** What the file holds now, exactly once; the text goes behind it. Missing for a file that is new. */
  readonly behind?: RegExp;
  /** What was found goes: the text stands in its place. */
  readonly instead?: true;
  readonly put: string;
}

/** What tells somebody who made only the first edit that this place is missing. */
export const tellers = ['types', 'tests', 'dead code'] as const;
export type Teller = (typeof tellers)[number];

/** A further place that the recipe needs. */
export interface Place extends Edit {
  readonly toldBy: Teller;
  /** How it is told; the path of the file where nothing is said. */
  readonly as?: RegExp;
}

/** A recipe of docs/recipes with the edits that follow from it. */
export interface Recipe {
  /** Its heading, without the mark ✓. */
  readonly title: string;
  /** The one entry with which everything begins. */
  readonly first: readonly Edit[];
  readonly places: readonly Place[];
  /** What the change is made for, such as the scheme that the payer pays in; nothing can miss it. */
  readonly purpose?: readonly Edit[];
  /** What `npm run docs` writes anew. */
  readonly generated: readonly string[];
  /** Unit tests that look at such a change. */
  readonly tests: readonly string[];
}

/** All edits of a recipe in their order. */
export function editsOf({ first, places, purpose = [] }: Recipe): readonly Edit[] {
  return [...first, ...places, ...purpose];
}

/** The text after an edit. Throws when the anchor is not there exactly once: then the recipe no longer fits the code. */
export function edited({ file, behind, instead, put }: Edit, text: string | undefined): string {
  if (behind === undefined) {
    if (text !== undefined) throw new Error(`${file} is there already`);
    return put;
  }
  if (text === undefined) throw new Error(`${file} is not there any more`);
  const [found, ...others] = text.matchAll(new RegExp(behind, `${behind.flags.replace('g', '')}g`));
  if (found === undefined) throw new Error(`${file} has no ${String(behind)} any more`);
  if (others.length > 0) throw new Error(`${file} has ${String(behind)} ${others.length + 1} times`);
  const end = found.index + found[0].length;
  return text.slice(0, instead === true ? found.index : end) + put + text.slice(end);
}

/** Files of a recipe's edits that the text of its recipe does not name. */
export function unnamed(recipe: Recipe, text: string): readonly string[] {
  const files = [...new Set(editsOf(recipe).map(({ file }) => file))];
  return files.filter((file) => !names(text, file));
}

/** Whether a text names a file. `<word>`, `NNNN_words` and `*` in a path stand for any name. */
export function names(text: string, file: string): boolean {
  return [...text.matchAll(/`([\w./<>*-]+)`/g)].some(([, path = '']) => pattern(path).test(file));
}

function pattern(path: string): RegExp {
  const any = path.replaceAll('.', String.raw`\.`).replace(/<\w+>|NNNN_\w+|\*/g, '[\\w-]+');
  return new RegExp(path.endsWith('/') ? `^${any}` : `^${any}$`);
}
