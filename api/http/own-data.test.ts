import { expect, test } from 'vitest';
import type { Caller } from './authentication.ts';
import { hospitalSeen, moneySeen, ofSeenHospital, seenHospital } from './own-data.ts';

const caller = (of: Caller['of'], party = 'p') =>
  ({ of, party, institution: 'H500154' }) as unknown as Caller;

test('a hospital sees its own, an office of the county every hospital’s, anybody else none', () => {
  expect(hospitalSeen(caller('hospital'))).toBe('H500154');
  expect(ofSeenHospital(caller('hospital'))).toEqual({ institution: 'H500154' });
  expect(seenHospital(caller('hospital'), 'H500154')).toBe('H500154');
  expect(() => seenHospital(caller('hospital'), 'H500155')).toThrow('not-allowed');
  expect(ofSeenHospital(caller('operator'))).toEqual({});
  expect(seenHospital(caller('operator'), 'H500155')).toBe('H500155');
  for (const other of ['agency', 'payer'] as const)
    expect(() => hospitalSeen(caller(other))).toThrow('not-allowed');
});

test('of claims and money a payer’s office sees what its party pays', () => {
  expect(moneySeen(caller('payer', 'red-cross'))).toEqual({ party: 'red-cross' });
  expect(moneySeen(caller('payer', 'nobody'))).toBeUndefined();
  expect(moneySeen(caller('hospital'))).toEqual({ institution: 'H500154' });
});
