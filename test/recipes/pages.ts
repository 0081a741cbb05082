import { headingsOf } from '../architecture/anchors.ts';
import { projectFiles, read } from '../architecture/tree.ts';
import type { Teller } from './recipe.ts';

/** One recipe as its page tells it. */
export interface WrittenRecipe {
  readonly title: string;
  /** Path of its page. */
  readonly page: string;
  readonly anchor: string;
  /** Marked ✓: `npm run proof:recipes` tries it. */
  readonly tried: boolean;
  readonly text: string;
}

/** One numbered step with all its lines. */
export interface Step {
  /** The bold words with which it begins; undefined where there are none. */
  readonly mark: string | undefined;
  readonly text: string;
}

/** How a step says who tells of it. */
export const markOf: Readonly<Record<Teller, string>> = {
  types: 'compiler',
  tests: 'test',
  'dead code': 'test',
};

/** All words that may begin a step. */
export const marks: readonly string[] = ['first', 'by hand', ...new Set(Object.values(markOf))];

/** Paths of the pages that hold recipes. */
export function recipePages(): readonly string[] {
  return projectFiles().filter((path) => /^docs\/recipes\/.*\.md$/.test(path));
}

/** The recipes of one page in order. */
export function recipesOn(page: string): readonly WrittenRecipe[] {
  return headingsOf(read(page))
    .filter(({ level }) => level > 1)
    .map(({ words, anchor, text }) => {
      const title = words.replace(/ ✓$/, '');
      return { title, page, anchor, tried: title !== words, text };
    });
}

/** The recipe of that title; undefined when no page has it. */
export function recipeOf(title: string): WrittenRecipe | undefined {
  return recipePages()
    .flatMap(recipesOn)
    .find((one) => one.title === title);
}

/** The numbered steps of a recipe, of all its lists. */
export function stepsOf(text: string): readonly Step[] {
  const steps = [...text.matchAll(/^\d+\. .*(?:\n +.*)*/gm)].map(([step]) => step);
  return steps.map((step) => ({ mark: /^\d+\. \*\*([^*]+)\*\* /.exec(step)?.[1], text: step }));
}
