/** How often a day (of the county) a stay looks again for records that their keepers have not answered; at all else it looks once a day. */
export const keeperLooksADay = 4;

/** Seconds until the next try after `attempts` failed ones: quickly at first, then twice a minute, then every five. */
export function nextTrySeconds(attempts: number): number {
  if (attempts >= 24) return 300;
  return Math.min(2 ** attempts, 30);
}
