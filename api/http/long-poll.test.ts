import { expect, test } from 'vitest';
import { preferredWait } from './long-poll.ts';

test.each([
  ['wait=20', 20],
  ['respond-async, wait=7', 7],
  ['WAIT = "5" ; foo=bar', 5],
  ['wait=3, wait=9', 3],
  ['wait=3600', 30],
  ['wait=0', 0],
])('%s asks to wait %i s', (prefer, seconds) => {
  expect(preferredWait(prefer)).toBe(seconds);
});

test.each([undefined, '', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'waits=5', 'x-wait=5', 'wait=1e3'])(
  '%s is no preference',
  (prefer) => {
    expect(preferredWait(prefer)).toBe(0);
  },
);
