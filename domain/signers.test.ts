import { expect, test } from 'vitest';
import { localDate } from './dates.ts';
import { needsGuardianOn } from './signers.ts';

test('a guardian signs for whoever is under sixteen on the day, and not on the birthday any more', () => {
  const birth = localDate('2008-03-01');
  expect(needsGuardianOn(birth, localDate('2024-02-29'))).toBe(true);
  expect(needsGuardianOn(birth, localDate('2024-03-01'))).toBe(false);
});
