import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { HubProblem } from '../domain/failures.ts';
import { InvariantError } from '../domain/invariant.ts';
import { SealError } from '../store/secrets/sealing.ts';
import { hubFault } from './hub-fault.ts';

const refusedValue = Object.assign(new Error('value 王小明 violates check constraint'), { code: '23514' });
const storeAway = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const locked = Object.assign(new Error('deadlock detected'), { code: '40P01' });

/** What a step that fails so comes back with at this attempt. */
async function failedWith(error: unknown, attempt: number): Promise<unknown> {
  const { inbound } = hubFault({ info: { attempt, activityType: 'settleStay' } as never });
  const failing = inbound?.execute?.({ args: [], headers: {} }, () => Promise.reject(error));
  return failing?.then(
    () => 'no failure',
    (failure: unknown) => failure,
  );
}

describe('a fault of the hub', () => {
  const faults = [
    [new InvariantError('a claim without an obligation'), 'InvariantError'],
    [new SealError('seal-broken'), 'seal-broken'],
    [new SealError('seal-key-missing'), 'seal-key-missing'],
    [new HubProblem('case-unknown'), 'case-unknown'],
    [new TypeError('x is undefined'), 'TypeError'],
    [refusedValue, 'store-23514'],
  ] as const;

  test.each(faults)('is told at the third attempt, by its code alone: %s', async (error, fault) => {
    expect(await failedWith(error, 2)).toBe(error);
    for (const attempt of [3, 4]) {
      const failure = (await failedWith(error, attempt)) as ApplicationFailure;
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect(failure).toMatchObject({
        type: 'hub-fault',
        nonRetryable: true,
        message: `hub-fault: ${fault}`,
      });
      expect(failure.details).toEqual([fault, 'settleStay']);
      expect(failure.cause).toBeUndefined();
    }
  });

  test('is not what mends itself: a store that is away, a lock, a service that is not there', async () => {
    for (const error of [storeAway, locked, new Error('?'), new HubProblem('workflows-unavailable')])
      expect(await failedWith(error, 30)).toBe(error);
  });

  test('changes nothing of a step that comes to its end', async () => {
    const { inbound } = hubFault({ info: { attempt: 9 } as never });
    expect(await inbound?.execute?.({ args: [], headers: {} }, async () => 'done')).toBe('done');
  });
});
