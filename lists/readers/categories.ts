import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type PersonCategory, personCategories } from '../../domain/person-categories.ts';

const label = z.string().min(1);
const file = z
  .strictObject({
    words: z.record(z.enum(personCategories), z.array(label).min(1)),
    found: z.array(
      z.strictObject({
        source: z.string().min(1),
        /** The day of the source, or on which it was read. */
        of: z.iso.date(),
        words: z.partialRecord(z.enum(personCategories), z.array(label).min(1)),
      }),
    ),
  })
  .parse(parse(readFileSync(new URL('./category-words.yaml', import.meta.url), 'utf8')));
const byLabel = new Map<string, PersonCategory>(
  personCategories.flatMap((category) =>
    [category, ...file.words[category], ...file.found.flatMap(({ words }) => words[category] ?? [])].map(
      (name) => [name, category] as const,
    ),
  ),
);

/** What a cell says: the categories, each once, in its order; `unknown` counts labels that mean none of the nine. */
export interface CellCategories {
  readonly categories: readonly PersonCategory[];
  readonly unknown: number;
}

// A list of a million people has some twenty different cells; one of a million different ones must not fill the memory.
const remembered = new Map<string, CellCategories>();
const rememberedLimit = 1_000;

/** The categories in a cell of one or several labels. */
export function categoriesIn(cell: string): CellCategories {
  const known = remembered.get(cell);
  if (known !== undefined) return known;
  const read = readCell(cell);
  if (remembered.size < rememberedLimit) remembered.set(cell, read);
  return read;
}

function readCell(cell: string): CellCategories {
  const plain = cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)/g, '');
  const labels = plain.split(/[\s、,;/|+&。]+/u).filter((label) => label !== '');
  const found = labels.map((label) => byLabel.get(label) ?? byLabel.get(label.replace(/[a-d一二三]类$/, '')));
  const categories = [...new Set(found.filter((category) => category !== undefined))];
  return { categories, unknown: found.filter((category) => category === undefined).length };
}
