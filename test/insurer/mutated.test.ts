import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dice } from './mutations.ts';
import { tried } from './promises.ts';

test('a reply however mutated gives what it says, a refusal or nothing: never another person’s cover, never money beyond the bill', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }), (rolls) => {
      let at = 0;
      const dice: Dice = (below) => (rolls[at++ % rolls.length] ?? 0) % below;
      const { kind, broken, body } = tried(dice);
      const end = kind.split(' ').at(-1) ?? '';
      kinds.set(end, (kinds.get(end) ?? 0) + 1);
      expect(broken, body).toBeNull();
    }),
    { numRuns: 1500 },
  );
  // A mutation that spoils nothing, or everything, would prove nothing.
  expect(kinds.get('done')).toBeGreaterThan(100);
  expect(kinds.get('unknown')).toBeGreaterThan(100);
});
