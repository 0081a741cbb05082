/** Seconds until the next try after `attempts` failed ones: quickly at first, then twice a minute, then every five. */
export function nextTrySeconds(attempts: number): number {
  if (attempts >= 24) return 300;
  return Math.min(2 ** attempts, 30);
}
