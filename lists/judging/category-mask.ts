import { type PersonCategory, personCategories } from '../../domain/person-categories.ts';

const bits = new Map<string, number>(personCategories.map((category, at) => [category, 2 ** at]));

/** Categories as bits, in the order of `personCategories`; none at all stands for every one. */
export function categoryMask(categories: readonly PersonCategory[]): number {
  if (categories.length === 0) return 2 ** personCategories.length - 1;
  return categories.reduce((mask, category) => mask | (bits.get(category) ?? 0), 0);
}

/** The categories of a mask. */
export function categoriesOf(mask: number): readonly PersonCategory[] {
  return personCategories.filter((category) => (mask & (bits.get(category) ?? 0)) !== 0);
}
