import { expect, test } from 'vitest';
import { nextTrySeconds } from './retry-pace.ts';

test('a party is asked again at once, then twice a minute, and after some ten minutes every five', () => {
  const waits = Array.from({ length: 26 }, (_, attempts) => nextTrySeconds(attempts));
  expect(waits.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect(waits.slice(22)).toEqual([30, 30, 300, 300]);
});
