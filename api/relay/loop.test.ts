import { expect, test, vi } from 'vitest';
import { retryDelayMs, startLoop } from './loop.ts';

const quiet = { warn: () => undefined };

test('tries come less and less often, never further apart than half a minute, and not all at once', () => {
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const full = Math.min(500 * 2 ** Math.min(attempts, 10), 30_000);
    const delays = Array.from({ length: 50 }, () => retryDelayMs(attempts));
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }
    expect(new Set(delays).size).toBeGreaterThan(5);
  }
});

test('a step is called again at once while there is more, then rests until a nudge wakes it', async () => {
  let left = 3;
  const work = vi.fn(async () => {
    left -= 1;
    return left > 0;
  });
  const relay = startLoop([{ work, pollMs: 3_600_000 }], quiet, 'trouble');
  await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(3));
  left = 1;
  await vi.waitFor(() => {
    relay.nudge();
    expect(work).toHaveBeenCalledTimes(4);
  });
  await relay.stop();
});

test('a step that throws says so without the content, holds up no other step, and is tried again', async () => {
  const warn = vi.fn();
  const failing = vi
    .fn<() => Promise<boolean>>()
    .mockRejectedValueOnce(new TypeError('secret'))
    .mockResolvedValue(false);
  const other = vi.fn(async () => false);
  const steps = [failing, other].map((work) => ({ work, pollMs: 20 }));
  const relay = startLoop(steps, { warn }, 'could not work');
  await vi.waitFor(() => expect(failing.mock.calls.length).toBeGreaterThan(1), 5_000);
  await relay.stop();
  expect(warn.mock.calls).toEqual([[{ name: 'TypeError' }, 'could not work']]);
  expect(other).toHaveBeenCalled();
});

test('a stop waits for what is in hand', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const relay = startLoop([{ work: () => promise, pollMs: 20 }], quiet, 'trouble');
  let stopped = false;
  const stopping = relay.stop().then(() => {
    stopped = true;
  });
  await Promise.resolve();
  expect(stopped).toBe(false);
  resolve(false);
  await stopping;
  expect(stopped).toBe(true);
});
