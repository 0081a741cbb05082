import { expect, test } from 'vitest';
import { isSecondPerson } from './list-decider.ts';

const digestOf010 = 'a'.repeat(32);

test.each([
  ['the sender', 'civil-affairs/officer-1', 'civil-affairs/officer-1', true, false],
  ['a colleague', 'civil-affairs/officer-1', 'civil-affairs/officer-2', true, true],
  ['the operator', 'civil-affairs/officer-1', 'county/operator-1', false, true],
  ['an officer, of what the operator sent', 'county/operator-1', 'civil-affairs/officer-1', true, true],
  ['the operator who sent it', 'county/operator-1', 'county/operator-1', false, false],
  ['two of the operator’s office', 'county/operator-1', 'county/operator-2', false, false],
  ['an officer, of what 0.1.0 took in', digestOf010, 'civil-affairs/officer-1', true, false],
  ['the operator, of what 0.1.0 took in', digestOf010, 'county/operator-1', false, true],
  ['the operator, of what was pulled', null, 'county/operator-1', false, true],
])('%s', (_, sentBy, actor, ofKeeper, second) => {
  expect(isSecondPerson(sentBy, { actor, ofKeeper })).toBe(second);
});
