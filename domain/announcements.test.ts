import { expect, test } from 'vitest';
import { lastGoneAt, pageMs } from './announcements.ts';
import { instant, millisOf } from './dates.ts';

const at = (text: string) => millisOf(instant(`2024-03-${text}:00+08:00`));
const pace = { perMinute: 60, quietHours: { from: 21 * 60, until: 8 * 60 }, clockSpeed: 1 };

test('an announcement goes page by page at the pace of the gateway', () => {
  expect(pageMs(pace)).toBe(50_000);
  expect(pageMs({ ...pace, perMinute: 20 })).toBe(60_000);
  expect(lastGoneAt(0, pace, at('09T09:00'))).toBe(at('09T09:00'));
  expect(lastGoneAt(50, pace, at('09T09:00'))).toBe(at('09T09:00'));
  expect(lastGoneAt(51, pace, at('09T09:00'))).toBe(at('09T09:00') + 50_000);
});

test('it rests in quiet hours, in as many nights as it takes', () => {
  expect(lastGoneAt(1, pace, at('09T22:00'))).toBe(at('10T08:00'));
  // 72 pages an hour: those of two hours in the evening, and the rest in the morning.
  expect(lastGoneAt(50 * 145, pace, at('09T19:00'))).toBe(at('10T08:00'));
  expect(lastGoneAt(50 * 146, pace, at('09T19:00'))).toBe(at('10T08:00') + 50_000);
  // Thirteen hours a day, and one hour more.
  expect(lastGoneAt(50 * (72 * 27 + 1), pace, at('09T08:00'))).toBe(at('11T09:00'));
});

test('a county without quiet hours does not rest', () => {
  const awake = { ...pace, quietHours: { from: 0, until: 0 } };
  expect(lastGoneAt(50 * (72 * 24 + 1), awake, at('09T22:00'))).toBe(at('10T22:00'));
});
