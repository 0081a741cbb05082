import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { DeliveredList } from '../../domain/list-delivery.ts';
import type { Words } from '../../domain/words.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { determines } from './list-standing.ts';

/** Where hospitals' systems recognise people from the lists: within how many days one takes what waits for it; null: the scheme has no such rule. */
export type ListDeliveryRule = Words & { readonly article: string; readonly receiptDays: number };

/** Source: the scheme's practice of the kind `lists`. */
export function listDeliveryOf({ practice }: Pick<SchemeVersion, 'practice'>): ListDeliveryRule | null {
  const rule = [...practice.values()].find((one) => one.kind === 'lists');
  if (rule?.kind !== 'lists') return null;
  const { article, zh, en, receiptDays } = rule;
  return { article, zh, en, receiptDays };
}

/** A list that was released once, with who keeps it. */
export interface ReleasedList extends Pick<DeliveredList, 'version' | 'asOf' | 'knownAt'> {
  readonly listId: ListId;
  readonly agency: ListAgency | null;
  readonly division: string;
}

/** Which lists a delivery takes, and of each the categories that its keeper determines: what only another office names is nobody's mark. */
export function listsToDeliver(
  { authorities, region }: Pick<SchemeVersion, 'authorities' | 'region'>,
  released: readonly ReleasedList[],
): readonly DeliveredList[] {
  return released.flatMap(({ agency, division, ...list }) => {
    if (agency === null) return [];
    const categories = authorities
      .filter((authority) => determines(authority, region, { agency, division }))
      .flatMap((authority) => authority.categories);
    return categories.length === 0 ? [] : [{ ...list, categories }];
  });
}
