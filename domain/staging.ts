import { addDays, type LocalDate } from './dates.ts';
import { type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from './money.ts';

/** A hospital's dated rule of when the patient pays on account in mid-stay, or a bill is settled there with the payers; null: that limit does not count. */
export interface StagingRule {
  /** Left out in rules that were put before there was a choice. */
  readonly what?: 'payment' | 'settlement';
  /** The own part that is not paid on account yet, or the cost that is not settled yet, in fen; reaching counts. */
  readonly amountFen: Fen | null;
  /** Days since the admission, or since the stage before. */
  readonly days: number | null;
  /** Both limits, or either. */
  readonly match: 'all' | 'any';
  /** Due as soon as it is reached, or once a person of the hospital offers it. */
  readonly offered: 'by-itself' | 'by-person';
}

/** Where a stay stands that nobody is asked to pay for just now; amounts in fen. */
export interface StagingStanding {
  /** What is surely the patient's so far. */
  readonly ownPartFen: Fen;
  readonly onAccountFen: Fen;
  readonly daysSince: number;
}

/** Whether the limits that count are reached, all of them or any; never where none counts. */
export function limitsReached(reached: readonly boolean[], match: StagingRule['match']): boolean {
  return reached.length > 0 && (match === 'all' ? reached.every(Boolean) : reached.some(Boolean));
}

/** Whether the next stage is reached: never while nothing of the own part is unpaid. */
export function stageReached(
  { amountFen, days, match }: StagingRule,
  { ownPartFen, onAccountFen, daysSince }: StagingStanding,
): boolean {
  const unpaidFen = subtractFen(ownPartFen, onAccountFen);
  if (unpaidFen <= 0) return false;
  const reached = [
    ...(amountFen === null ? [] : [unpaidFen >= amountFen]),
    ...(days === null ? [] : [daysSince >= days]),
  ];
  return limitsReached(reached, match);
}

/** What is still to be paid of a stage: the own part at which it was reached, less all that was paid on account. */
export function stageDue(targetFen: Fen, onAccountFen: Fen): Fen {
  return maxFen(zeroFen, subtractFen(targetFen, onAccountFen));
}

/** What of the money on account pays the own part of the settlement, and what goes back. */
export function creditedOnAccount(
  ownPartFen: Fen,
  onAccountFen: Fen,
): { readonly creditedFen: Fen; readonly backFen: Fen } {
  const creditedFen = minFen(ownPartFen, onAccountFen);
  return { creditedFen, backFen: subtractFen(onAccountFen, creditedFen) };
}

/** The step under which a stay waits while an interim bill is settled or taken back. */
export const interimStep = 'interim';

/** How an interim bill stands: waiting for a person, being settled, settled, being taken back, taken back. */
export const interimStates = ['reached', 'open', 'settled', 'withdrawing', 'withdrawn'] as const;
export type InterimState = (typeof interimStates)[number];

/** Which days a bill is of, and what it comes to by itself, in fen. */
export interface BillPart {
  readonly fromDay: LocalDate;
  readonly toDay: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
}

/** What is left of a whole when its live bills are taken out (fen), from the day after the last of them on. */
export function restOf(
  whole: Pick<BillPart, 'fromDay' | 'toDay' | 'totalFen' | 'outOfPolicyFen'>,
  bills: readonly BillPart[],
): BillPart {
  const last = bills
    .map(({ toDay }) => toDay)
    .toSorted()
    .at(-1);
  const next = last === undefined ? whole.fromDay : addDays(last, 1);
  // The last day itself, where nothing but late charges is left.
  const [fromDay = next] = [next, whole.toDay].toSorted();
  return {
    fromDay,
    toDay: whole.toDay,
    totalFen: subtractFen(whole.totalFen, sumFen(bills.map((bill) => bill.totalFen))),
    outOfPolicyFen: subtractFen(whole.outOfPolicyFen, sumFen(bills.map((bill) => bill.outOfPolicyFen))),
  };
}

/** Whether a rest can be a bill: neither it nor its parts inside and outside the policy are below nothing. */
export function isBill({ totalFen, outOfPolicyFen }: Pick<BillPart, 'totalFen' | 'outOfPolicyFen'>): boolean {
  return outOfPolicyFen >= 0 && totalFen >= outOfPolicyFen;
}
