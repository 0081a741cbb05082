import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { found, read, root } from '../architecture/tree.ts';
import { recipes } from './all.ts';
import { edited, editsOf, paragraphOf, unnamed } from './recipe.ts';

const page = read('CONTRIBUTING.md');

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

  test('names in CONTRIBUTING.md every file that it needs', () => {
    const paragraph = paragraphOf(page, recipe.title) ?? '';
    expect(paragraph).toContain(' ✓ ');
    expect(unnamed(recipe, paragraph)).toEqual([]);
  });
});

test('every recipe that CONTRIBUTING.md says is tried is tried', () => {
  const marked = found(page, /^\*\*(.+)\.\*\* ✓ /gm);
  expect(marked.toSorted()).toEqual(recipes.map(({ title }) => title).toSorted());
});

test('the first page finds every recipe, under the part in which it stands', () => {
  for (const part of page.split(/^### /m).slice(1)) {
    const [heading = ''] = part.split('\n');
    const row = new RegExp(String.raw`^\|.*\| \[${heading}\]\(#[\w-]+\): (.*) \|$`, 'm').exec(page)?.[1];
    expect(row?.split(' · '), heading).toEqual(found(part, /^\*\*(.+?)\.\*\*/gm));
  }
});

test('an anchor that is gone, or there twice, is said', () => {
  const edit = { file: 'a.ts', behind: /one/, put: 'two' };
  expect(() => edited(edit, 'zero')).toThrow('a.ts has no /one/ any more');
  expect(() => edited(edit, 'one one')).toThrow('a.ts has /one/ 2 times');
  expect(edited(edit, 'one')).toBe('onetwo');
  expect(() => edited({ file: 'a.ts', put: '' }, 'text')).toThrow('a.ts is there already');
});
