import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { CoveredFacts, EndedCategory, ListedCategory } from '../../domain/stay.ts';
import type { NamedCategory } from './list-standing.ts';

/** A list of the register: whose it is, of which place, and how old it may be (days). */
export interface KeptList {
  readonly listId: ListId;
  readonly agency: ListAgency | null;
  readonly division: string;
  readonly ageLimitDays: number;
}

/** One list's word on a person, with whose list it is. */
export type ListWord = NamedCategory & { readonly listId: ListId };

/** What the lists said of a person, now and before, as the policies read it. A list that is no longer registered is of no known office. */
export function listWords(
  { categories, endedCategories = [] }: Pick<CoveredFacts, 'categories' | 'endedCategories'>,
  lists: readonly KeptList[],
): readonly ListWord[] {
  const kept = new Map<string, KeptList>(lists.map((list) => [list.listId, list]));
  return [...categories, ...endedCategories].map((word: ListedCategory | EndedCategory) => {
    const { code, since, listAsOf } = word;
    const listId = word.listId as ListId;
    const list = kept.get(listId);
    return {
      ...{ code, since, listAsOf, listId },
      ...('until' in word ? { until: word.until } : {}),
      ...(list === undefined ? {} : { listAgeLimitDays: list.ageLimitDays }),
      listedBy: { agency: list?.agency ?? null, division: list?.division ?? '000000' },
    };
  });
}
