/** How often a day (of the county) a stay looks again at what nobody will tell it of: records that their keepers have not answered, and all else. */
export const looksADay = { records: 4, anything: 1 } as const;

/** Seconds until the next try after `attempts` failed ones: quickly at first, then twice a minute, then every five. */
export function nextTrySeconds(attempts: number): number {
  if (attempts >= 24) return 300;
  return Math.min(2 ** attempts, 30);
}
