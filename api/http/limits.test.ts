import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { type Limits, requestLimits } from './limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minute = 60_000;
const attempt = (credential: string, address = '10.0.0.1') => ({ address, credential });

/** `passed`, or after how many seconds to try again. */
async function tried(act: () => Promise<void>): Promise<'passed' | number | undefined> {
  try {
    await act();
    return 'passed';
  } catch (problem) {
    expect(problem).toBeInstanceOf(HubProblem);
    expect((problem as HubProblem).code).toBe('rate-limited');
    return (problem as HubProblem).retryAfterSeconds;
  }
}

async function fail(limits: Limits, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await limits.noteFailure(attempt(`guess-${n}`));
}

describe('an address that fails', () => {
  test('is looked up freely up to 29 failures a minute, and once a second from the 30th on', async () => {
    const limits = requestLimits(0);
    const lookUp = () => tried(() => limits.expectLookUp(attempt('new')));
    await fail(limits, 29);
    expect([await lookUp(), await lookUp(), await lookUp()]).toEqual(['passed', 'passed', 'passed']);
    await fail(limits, 1);
    expect([await lookUp(), await lookUp()]).toEqual(['passed', 1]);
    vi.advanceTimersByTime(1_001);
    expect([await lookUp(), await lookUp()]).toEqual(['passed', 1]);
    expect(await tried(() => limits.expectLookUp(attempt('new', '10.0.0.2')))).toBe('passed');
    vi.advanceTimersByTime(minute);
    expect([await lookUp(), await lookUp()]).toEqual(['passed', 'passed']);
  });

  test('still lets through what succeeded within the hour, and nothing that failed since', async () => {
    const limits = requestLimits(0);
    limits.noteSuccess(attempt('known'));
    vi.advanceTimersByTime(60 * minute - 2_000);
    await fail(limits, 40);
    const lookUp = () => tried(() => limits.expectLookUp(attempt('known')));
    expect([await lookUp(), await lookUp(), await lookUp()]).toEqual(['passed', 'passed', 'passed']);
    vi.advanceTimersByTime(2_000);
    expect([await lookUp(), await lookUp()]).toEqual(['passed', 1]);
    limits.noteSuccess(attempt('known'));
    expect([await lookUp(), await lookUp()]).toEqual(['passed', 'passed']);
    await limits.noteFailure(attempt('known'));
    expect(await lookUp()).toBe(1);
  });

  test('remembers the last 10,000 credentials that succeeded, the one that came again among them', async () => {
    const limits = requestLimits(0);
    limits.noteSuccess(attempt('first'));
    limits.noteSuccess(attempt('second'));
    for (let n = 0; n < 9_998; n += 1) limits.noteSuccess(attempt(`more-${n}`));
    limits.noteSuccess(attempt('first'));
    await fail(limits, 30);
    // Nobody is forgotten yet; the look-up of the second is its one of this second.
    const known = (credential: string) => tried(() => limits.expectLookUp(attempt(credential)));
    await known('stranger');
    expect([await known('first'), await known('second')]).toEqual(['passed', 'passed']);
    limits.noteSuccess(attempt('one-more'));
    expect([await known('first'), await known('one-more'), await known('second')]).toEqual([
      'passed',
      'passed',
      1,
    ]);
  });
});

describe('a budget', () => {
  test.each(['countActor', 'countOpen'] as const)(
    '%s is so many a minute, each for itself',
    async (count) => {
      const limits = requestLimits(2);
      const ask = (who: string) => tried(() => limits[count](who));
      expect([await ask('a'), await ask('a'), await ask('b')]).toEqual(['passed', 'passed', 'passed']);
      vi.advanceTimersByTime(10_000);
      expect(await ask('a')).toBe(50);
      vi.advanceTimersByTime(50_001);
      expect(await ask('a')).toBe('passed');
    },
  );

  test('of actors is not that of addresses', async () => {
    const limits = requestLimits(1);
    await limits.countActor('same');
    expect(await tried(() => limits.countOpen('same'))).toBe('passed');
  });

  test('of 0 is none', async () => {
    const limits = requestLimits(0);
    for (const count of ['countActor', 'countOpen'] as const)
      for (let n = 0; n < 5; n += 1) expect(await tried(() => limits[count]('a'))).toBe('passed');
  });
});
