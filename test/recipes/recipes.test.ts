import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headingsOf } from '../architecture/anchors.ts';
import { found, read, root } from '../architecture/tree.ts';
import { recipes } from './all.ts';
import { markOf, marks, recipeOf, recipePages, recipesOn, stepsOf } from './pages.ts';
import { edited, editsOf, names, unnamed } from './recipe.ts';

const pages = recipePages();
const written = pages.flatMap(recipesOn);

/** What `npm run proof:recipes` tries, kept from rotting in between. */
describe.each(recipes)('the recipe “$title”', (recipe) => {
  test('still fits the code: every file and every anchor is there', () => {
    const texts = new Map<string, string>();
    for (const edit of editsOf(recipe)) {
      const { file } = edit;
      const text = texts.get(file) ?? (existsSync(join(root, file)) ? read(file) : undefined);
      expect(() => texts.set(file, edited(edit, text))).not.toThrow();
    }
  });

  test('names on its page every file that it needs', () => {
    const told = recipeOf(recipe.title);
    expect(told?.tried).toBe(true);
    expect(unnamed(recipe, told?.text ?? '')).toEqual([]);
  });

  test('says of each file by its mark who tells of it', () => {
    const steps = stepsOf(recipeOf(recipe.title)?.text ?? '');
    const marked = (mark: string, file: string) =>
      steps.some((step) => step.mark === mark && names(step.text, file));
    const firsts = recipe.first.map(({ file }) => ({ mark: 'first', file }));
    const places = recipe.places.map(({ toldBy, file }) => ({ mark: markOf[toldBy], file }));
    expect([...firsts, ...places].filter(({ mark, file }) => !marked(mark, file))).toEqual([]);
  });
});

test('every recipe that is marked as tried is tried', () => {
  const marked = written.filter(({ tried }) => tried).map(({ title }) => title);
  expect(marked.toSorted()).toEqual(recipes.map(({ title }) => title).toSorted());
});

describe('CONTRIBUTING.md', () => {
  const page = read('CONTRIBUTING.md');

  test('finds every page of recipes by its title, and no other', () => {
    const groups = found(page, /^### (\[.+\]\(.+\))$/gm);
    const titles = pages.map((path) => `[${headingsOf(read(path))[0]?.words}](${path})`);
    expect(titles.length).toBeGreaterThan(3);
    expect(groups.toSorted()).toEqual(titles.toSorted());
  });

  test.each(pages)('finds every recipe of %s by its own anchor, in order, and no other', (path) => {
    const [, part = ''] = page.split(`](${path})\n`);
    const rows = (part.split(/^### /m)[0] ?? '').matchAll(/^\| \[(.+)\]\((.+)\)( ✓)? \| .+ \|$/gm);
    const told = [...rows].map(([, title, link, tried]) => ({ title, link, tried: tried !== undefined }));
    const there = recipesOn(path).map(({ title, anchor, tried }) => ({
      ...{ title, link: `${path}#${anchor}`, tried },
    }));
    expect(there.length).toBeGreaterThan(3);
    expect(told).toEqual(there);
  });

  test('explains each mark of a step, and no other', () => {
    const told = found(page, /^\| \*\*(.+)\*\* \|/gm);
    expect(told.toSorted()).toEqual(marks.toSorted());
  });
});

describe('a recipe', () => {
  test('has a title of its own', () => {
    const titles = written.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });

  test.each(written)('“$title” says of each step who tells of it', ({ text }) => {
    expect(stepsOf(text).filter(({ mark }) => !marks.includes(mark ?? ''))).toEqual([]);
  });

  test.each(written)('“$title” has no line that is a wall of text', ({ text }) => {
    const long = text.split('\n').filter((line) => line.length > 200 && !line.startsWith('|'));
    expect(long).toEqual([]);
  });
});

test('an anchor that is gone, or there twice, is said', () => {
  const edit = { file: 'a.ts', behind: /one/, put: 'two' };
  expect(() => edited(edit, 'zero')).toThrow('a.ts has no /one/ any more');
  expect(() => edited(edit, 'one one')).toThrow('a.ts has /one/ 2 times');
  expect(edited(edit, 'one')).toBe('onetwo');
  expect(edited({ ...edit, instead: true }, 'one.')).toBe('two.');
  expect(() => edited({ file: 'a.ts', put: '' }, 'text')).toThrow('a.ts is there already');
});
