import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  addDays,
  addWorkingDays,
  chinaDate,
  DateError,
  daysBetween,
  endOfMonth,
  instant,
  instantFromMillis,
  isLocalDate,
  localDate,
  millisOf,
  monthOf,
} from './dates.ts';

const anyDate = fc
  .integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2199, 11, 31) / 86_400_000 })
  .map((day) => localDate(new Date(day * 86_400_000).toISOString().slice(0, 10)));
const anyMillis = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2199, 11, 31) });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('days', () => {
  test.each([
    ['2024-03-08', 3, '2024-03-13'],
    ['2024-03-10', 3, '2024-03-13'],
    ['2024-03-11', 0, '2024-03-11'],
    ['2024-03-11', 5, '2024-03-18'],
  ])('%s and %i working days, weekends left out, is %s', (from, days, to) => {
    expect(addWorkingDays(localDate(from), days)).toBe(to);
  });

  test.each(['2024-02-29', '2000-02-29', '2024-12-31', '0001-01-01', '0099-05-06', '9999-12-31'])(
    '%s is a day',
    (text) => {
      expect(isLocalDate(text)).toBe(true);
    },
  );

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2024-02-31',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-1-5',
    '0000-01-01',
    '2024-01-05 ',
    '2024-01-05T00:00:00Z',
    '２０２４-01-05',
    '',
  ])('%j is no day', (text) => {
    expect(isLocalDate(text)).toBe(false);
    expect(() => localDate(text)).toThrow(DateError);
  });

  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2023-12-31', 1, '2024-01-01'],
    ['2024-01-31', 366, '2025-01-31'],
  ])('%s and %d days is %s', (from, days, to) => {
    expect(addDays(localDate(from), days)).toBe(to);
    expect(daysBetween(localDate(from), localDate(to))).toBe(days);
  });

  test.each([
    ['2024-02-03', '2024-02-29'],
    ['2023-02-03', '2023-02-28'],
    ['2024-12-01', '2024-12-31'],
    ['2024-04-30', '2024-04-30'],
  ])('the month of %s ends on %s', (date, end) => {
    expect(endOfMonth(localDate(date))).toBe(end);
    expect(monthOf(localDate(date))).toBe(date.slice(0, 7));
  });

  test('a day out of the calendar is an error', () => {
    expect(() => addDays(localDate('9999-12-31'), 1)).toThrow(DateError);
    expect(() => addDays(localDate('2024-01-01'), 1e9)).toThrow(DateError);
  });

  test('adding days and counting them undo each other, and order follows the text', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -20_000, max: 20_000 }), (date, days) => {
        const other = addDays(date, days);
        expect(daysBetween(date, other)).toBe(days);
        expect(other > date).toBe(days > 0);
      }),
    );
  });

  test('the day after the end of a month is the first of the next', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(addDays(endOfMonth(date), 1).slice(8)).toBe('01');
      }),
    );
  });
});

describe('moments', () => {
  test.each([
    ['UTC', 16],
    ['America/Los_Angeles', 8],
    ['Pacific/Kiritimati', 6],
    ['Asia/Shanghai', 0],
  ])('midnight is China’s on a machine in %s, where it is %d o’clock', (zone, hour) => {
    vi.stubEnv('TZ', zone);
    const midnight = Date.UTC(2024, 1, 29, 16);
    expect(new Date(midnight).getHours()).toBe(hour);
    expect(chinaDate(midnight - 1)).toBe('2024-02-29');
    expect(chinaDate(midnight)).toBe('2024-03-01');
    expect(instantFromMillis(midnight)).toBe('2024-03-01T00:00:00.000+08:00');
    expect(millisOf(instantFromMillis(midnight))).toBe(midnight);
    expect(addDays(localDate('2024-03-10'), 1)).toBe('2024-03-11');
  });

  test.each([
    ['2024-03-01T00:00:00+08:00', '2024-03-01T00:00:00.000+08:00'],
    ['2024-02-29T16:00:00Z', '2024-03-01T00:00:00.000+08:00'],
    ['2024-02-29t16:00:00.5z', '2024-03-01T00:00:00.500+08:00'],
    ['2024-02-29T08:00:00-08:00', '2024-03-01T00:00:00.000+08:00'],
  ])('%s is %s', (text, china) => {
    expect(instant(text)).toBe(china);
  });

  test.each([
    '2024-03-01T00:00:00',
    '2024-02-30T00:00:00Z',
    '2024-03-01T24:00:00Z',
    '2024-03-01',
    '2024-03-01T00:60:00Z',
    'now',
  ])('%j is no moment', (text) => {
    expect(() => instant(text)).toThrow(DateError);
  });

  test('a moment out of the calendar is an error', () => {
    expect(() => instantFromMillis(Number.NaN)).toThrow(DateError);
    expect(() => instantFromMillis(1e18)).toThrow(DateError);
  });

  test('a moment survives writing and reading; its day is the one the calendar of Shanghai shows', () => {
    const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(anyMillis, (millis) => {
        const moment = instantFromMillis(millis);
        expect(millisOf(moment)).toBe(millis);
        expect(instant(moment)).toBe(moment);
        expect(chinaDate(moment)).toBe(shanghai.format(millis));
      }),
    );
  });

  test('moments compare as text', () => {
    fc.assert(
      fc.property(anyMillis, anyMillis, (a, b) => {
        expect(instantFromMillis(a) < instantFromMillis(b)).toBe(a < b);
      }),
    );
  });
});
