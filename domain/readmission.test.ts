import { expect, test } from 'vitest';
import type { InsurerRegion } from './insurer-region.ts';
import { readmissionOf } from './readmission.ts';

const region = (readmissionDays: number | null) =>
  ({ id: 'somewhere', speech: { readmissionDays } }) as unknown as InsurerRegion;

test('a stay begins within the insurer’s days, beyond them, or nobody says how many there are', () => {
  const of = (days: number) => readmissionOf(days, region(15)).state;
  expect([of(0), of(15), of(16)]).toEqual(['within', 'within', 'beyond']);
  expect(readmissionOf(3, region(null))).toEqual({ state: 'no-rule', withinDays: null, source: null });
  expect(readmissionOf(3, undefined).state).toBe('no-rule');
});
