import { expect, test } from 'vitest';
import { obligationIsFinal, obligationMayBecome, obligationStates } from './obligation-states.ts';

test('an obligation goes these ways and no other', () => {
  const ways = obligationStates.flatMap((from) =>
    obligationStates.flatMap((to) => (obligationMayBecome(from, to) ? [`${from} → ${to}`] : [])),
  );
  expect(ways).toEqual([
    'intended → sent',
    'sent → confirmed',
    'sent → refused',
    'sent → unknown',
    'confirmed → reversing',
    'unknown → confirmed',
    'unknown → refused',
    'reversing → reversed',
    'reversing → reversal-unknown',
    'reversal-unknown → confirmed',
    'reversal-unknown → reversed',
  ]);
});

test('only paid, refused or reversed is final: what is unknown never is', () => {
  expect(obligationStates.filter(obligationIsFinal)).toEqual(['confirmed', 'refused', 'reversed']);
});
