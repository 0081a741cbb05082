import { type Fen, maxFen, minFen, subtractFen, zeroFen } from './money.ts';

/** A hospital's dated rule of when the patient pays on account in mid-stay; null: that limit does not count. */
export interface StagingRule {
  /** The own part that is not paid on account yet, in fen; reaching counts. */
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
