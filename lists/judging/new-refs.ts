import { randomBytes } from 'node:crypto';
import { type PersonRef, personRefFrom } from '../../domain/ids.ts';

const refsAtOnce = 512;
const bytesEach = 11;

/** New refs; time and randomness are fetched for many at once. */
export function newRefs(): () => PersonRef {
  let random = Buffer.alloc(0);
  let now = 0;
  let used = 0;
  return () => {
    if (used === random.length) [random, now, used] = [randomBytes(bytesEach * refsAtOnce), Date.now(), 0];
    used += bytesEach;
    return personRefFrom(now, random.subarray(used - bytesEach, used));
  };
}
