import { expect, test } from 'vitest';
import { retryDelayMs } from './stays.ts';

test('tries come less and less often, never further apart than half a minute, and not all at once', () => {
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const full = Math.min(500 * 2 ** Math.min(attempts, 10), 30_000);
    const delays = Array.from({ length: 50 }, () => retryDelayMs(attempts));
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }
    expect(new Set(delays).size).toBeGreaterThan(5);
  }
});
