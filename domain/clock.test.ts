import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countyClock, realTime } from './clock.ts';

const start = Date.UTC(2026, 2, 1);

test('a county second lasts a real second at speed 1', () => {
  const clock = countyClock(realTime, () => start);
  expect(clock.nowMillis()).toBe(start);
  expect(clock.now()).toBe('2026-03-01T08:00:00.000+08:00');
});

test('at speed 2880 a county day passes in 30 real seconds', () => {
  const setting = { realMs: start, countyMs: Date.UTC(2024, 0, 28), speed: 2880 };
  const at = (seconds: number) => countyClock(setting, () => start + seconds * 1000);
  expect(at(0).today()).toBe('2024-01-28');
  expect(at(30).today()).toBe('2024-01-29');
  expect(at(30).nowMillis() - at(0).nowMillis()).toBe(86_400_000);
});

test('midnight comes in China, not where the machine stands', () => {
  const clock = (ms: number) => countyClock(realTime, () => ms);
  expect(clock(Date.UTC(2026, 2, 1, 15, 59, 59, 999)).today()).toBe('2026-03-01');
  expect(clock(Date.UTC(2026, 2, 1, 16)).today()).toBe('2026-03-02');
});

test('a county millisecond counts when it is over, not before', () => {
  const clock = (realMs: number) => countyClock({ realMs: 0, countyMs: 0, speed: 0.5 }, () => realMs);
  expect([0, 1, 2, 3, 4].map((realMs) => clock(realMs).nowMillis())).toEqual([0, 0, 1, 1, 2]);
});

test('without a clock of its own it follows real time', () => {
  const before = Date.now();
  const shown = countyClock(realTime).nowMillis();
  expect(shown).toBeGreaterThanOrEqual(before);
  expect(shown).toBeLessThanOrEqual(Date.now());
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('speed %d is refused', (speed) => {
  expect(() => countyClock({ ...realTime, speed })).toThrow(RangeError);
});

test('a timer set by realMillisFor never fires before its county time, and at most a tick late', () => {
  const speeds = fc.double({ min: 0.25, max: 100_000, noNaN: true });
  fc.assert(
    fc.property(fc.nat(10 ** 9), speeds, (ahead, speed) => {
      const setting = { realMs: start, countyMs: start, speed };
      const real = countyClock(setting, () => start).realMillisFor(start + ahead);
      expect(countyClock(setting, () => real).nowMillis()).toBeGreaterThanOrEqual(start + ahead);
      expect(countyClock(setting, () => real - 1).nowMillis()).toBeLessThanOrEqual(start + ahead);
    }),
  );
});
