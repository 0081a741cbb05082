/** The middle one; the mean of the two in the middle where there are two. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The least value that `part` (0 to 1) of all do not exceed. NaN of nothing. */
export function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil(sorted.length * part);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] ?? Number.NaN;
}

/**
 * The median of the ratios of each round: what a round is measured against was measured in the same minute, so that a machine
 * that others slow down for a while slows both.
 */
export function medianRatio<Round>(
  rounds: readonly Round[],
  of: (round: Round) => number,
  to: (round: Round) => number,
): number {
  return median(rounds.map((round) => of(round) / to(round)));
}
