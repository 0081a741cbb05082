import { addDays, daysBetween, type LocalDate } from '../domain/dates.ts';

/** One day's list as a hospital's system sends it; amounts in fen. */
export interface DailyList {
  readonly listNo: string;
  readonly day: LocalDate;
  readonly entries: readonly object[];
  readonly estimate: object;
}

/**
 * A bill cut into a list for each day of the stay, the day of discharge among them. `ownPermille`: what a hospital's own system
 * would work out as the patient's, of a thousand of the cost so far; made up, and below what the settlement comes to.
 */
export function dailyLists({
  from,
  to,
  bill: { totalFen, outOfPolicyFen },
  ownPermille,
}: {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly bill: { readonly totalFen: number; readonly outOfPolicyFen: number };
  readonly ownPermille: number;
}): readonly DailyList[] {
  const days = daysBetween(from, to) + 1;
  const upTo = (amount: number, count: number): number => Math.floor((amount * count) / days);
  return Array.from({ length: days }, (_, at) => {
    const dayOf = (amount: number): number => upTo(amount, at + 1) - upTo(amount, at);
    const outside = dayOf(outOfPolicyFen);
    const soFar = upTo(totalFen, at + 1);
    const own = Math.floor((soFar * ownPermille) / 1_000);
    return {
      ...{ listNo: `D${at + 1}`, day: addDays(from, at) },
      entries: [
        entry('F1', '床位及治疗', 'treatment', { fen: dayOf(totalFen) - outside, policy: 'inside' }),
        entry('F2', '超限价耗材', 'material', { fen: outside, policy: 'outside' }),
      ],
      estimate: { totalFen: soFar, patientFen: own, shares: { 'basic-insurance': soFar - own } },
    };
  });
}

function entry(
  code: string,
  name: string,
  category: string,
  of: { readonly fen: number; readonly policy: string },
) {
  return { code, name, category, quantity: '1', ...of };
}
