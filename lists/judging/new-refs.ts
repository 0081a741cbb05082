import { randomBytes } from 'node:crypto';
import { type PersonRef, personRefFrom } from '../../domain/ids.ts';

const refsAtOnce = 512;
const bytesEach = 11;

/** New refs; time and randomness are fetched for many at once. */
export function newRefs(): () => PersonRef {
  let random = Buffer.alloc(0);
  let now = 0;
  return () => {
    if (random.length === 0) [random, now] = [randomBytes(bytesEach * refsAtOnce), Date.now()];
    const ref = personRefFrom(now, random.subarray(0, bytesEach));
    random = random.subarray(bytesEach);
    return ref;
  };
}
