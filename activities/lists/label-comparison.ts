import type { InsurerLabel } from '../../adapters/medical-insurance/port.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { ListedCategory } from '../../domain/stay.ts';

/** What two offices say differently of one person; categories by who says them. */
export interface Disagreement {
  readonly kind: 'insurer-label' | 'agencies';
  readonly detail: Readonly<Record<string, readonly string[]>>;
}

/** Grades of income support: whoever has one has no other at the same time. */
const incomeGrades = ['extreme-poverty', 'subsistence-allowance', 'subsistence-marginal'];

/**
 * Compares what the lists and the insurer's labels say of a person on a day. An insurer without any label has said nothing;
 * a label whose code the region's table does not know is not compared.
 */
export function disagreements(
  {
    categories,
    labels,
  }: { readonly categories: readonly ListedCategory[]; readonly labels: readonly InsurerLabel[] },
  on: LocalDate,
): readonly Disagreement[] {
  const valid = labels.filter(({ from, until }) => from <= on && (until === null || on <= until));
  const labelled = new Set(valid.flatMap(({ category }) => category ?? []));
  const listed = new Set(categories.map(({ code }) => code));
  const insurerOnly = [...labelled].filter((category) => !listed.has(category)).toSorted();
  const listsOnly = [...listed].filter((category) => !labelled.has(category)).toSorted();
  const found: Disagreement[] = [];
  if (labelled.size > 0 && insurerOnly.length + listsOnly.length > 0)
    found.push({ kind: 'insurer-label', detail: { insurerOnly, listsOnly } });
  const grades = categories.filter(({ code }) => incomeGrades.includes(code));
  const lists = new Set(grades.map(({ listId }) => listId));
  if (lists.size > 1 && new Set(grades.map(({ code }) => code)).size > 1) {
    const detail = Object.fromEntries(
      [...lists].map((list) => [list, grades.flatMap(({ listId, code }) => (listId === list ? code : []))]),
    );
    found.push({ kind: 'agencies', detail });
  }
  return found;
}
