import { expect, test } from 'vitest';
import { InvariantError, invariant, never } from './invariant.ts';

test('a promise kept passes and narrows; a broken one stops', () => {
  const maybe: string | undefined = ['kept'][0];
  invariant(maybe !== undefined, 'never seen');
  expect(maybe.length).toBe(4);
  expect(() => invariant(false, 'the books balance')).toThrow(new InvariantError('the books balance'));
});

test.each([
  [{ kind: 'unheard-of', name: '张三' }, 'unexpected case: kind unheard-of'],
  [{ stage: 'lost', name: '张三' }, 'unexpected case: stage lost'],
  [{ name: '张三' }, 'unexpected case: an object without kind or stage'],
  ['张三', 'unexpected case: a string'],
  [7, 'unexpected case: 7'],
])('a case nobody wrote crashes, naming the kind and nothing personal', (value, message) => {
  expect(() => never(value as never)).toThrow(new InvariantError(message));
});
