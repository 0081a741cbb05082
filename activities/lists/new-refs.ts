import { randomBytes } from 'node:crypto';
import { type PersonRef, personRefFrom } from '../../domain/ids.ts';

const refsAtOnce = 512;

/** New refs; randomness is fetched for many at once. */
export function newRefs(): () => PersonRef {
  let random = Buffer.alloc(0);
  return () => {
    if (random.length === 0) random = randomBytes(20 * refsAtOnce);
    const ref = personRefFrom(random.subarray(0, 20));
    random = random.subarray(20);
    return ref;
  };
}
