import { chargeCategories, chargeCategoryCodes, chargeSums, lacksSignature } from '../../domain/charges.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { sumFen, zeroFen } from '../../domain/money.ts';
import type { OpenedChargeList } from '../../store/money/charge-reads.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { chargesView } from './charge-views.ts';
import { shownSums } from './running-charges.ts';

/** The daily list that the patient gets: items, sums by kind, and what all days up to it come to. */
export function dayView(
  on: LocalDate,
  lists: readonly OpenedChargeList[],
  { emergency, runningFen }: { readonly emergency: boolean; readonly runningFen: number },
): NonNullable<ViewOf<typeof chargesView>['day']> {
  const entries = lists.flatMap((list) => list.entries);
  return {
    ...{ day: on, ...shownSums(chargeSums(entries)), runningFen },
    lists: lists.map(({ entries: _, ...list }) => list),
    byCategory: chargeCategoryCodes.flatMap((category) => {
      const own = entries.filter((entry) => entry.category === category);
      const fen = own.length === 0 ? zeroFen : sumFen(own.map((entry) => entry.fen));
      return own.length === 0 ? [] : [{ category, ...chargeCategories[category], fen }];
    }),
    entries: lists.flatMap(({ listNo, late, entries: own }) =>
      own.map((entry, at) => ({
        ...{ listNo, line: at + 1, late, ...entry },
        flags: lacksSignature(entry, emergency) ? ['signature-missing'] : [],
      })),
    ),
  };
}
