import { expect, test } from 'vitest';
import { obligationIsFinal, obligationMayBecome, obligationStates } from './obligation-states.ts';

test('an obligation goes these ways and no other', () => {
  const ways = obligationStates.flatMap((from) =>
    obligationStates.flatMap((to) => (obligationMayBecome(from, to) ? [`${from} → ${to}`] : [])),
  );
  expect(ways).toEqual(['intended → sent', 'intended → reversed', 'sent → confirmed', 'sent → refused']);
});

test('only paid, refused or reversed is final: what is sent never is', () => {
  expect(obligationStates.filter(obligationIsFinal)).toEqual(['confirmed', 'refused', 'reversed']);
});
