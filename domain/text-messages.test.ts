import { expect, test } from 'vitest';
import { instant, localDate, millisOf } from './dates.ts';
import { mobileNumber, nextLookAt, quietUntil } from './text-messages.ts';

const at = (time: string) => millisOf(instant(`2024-06-03T${time}:00+08:00`));
const today = localDate('2024-06-03');

test.each([
  ['13800138000', '13800138000'],
  ['+86 138-0013-8000', '13800138000'],
  ['008613800138000', '13800138000'],
  ['8613800138000', '13800138000'],
  ['0411-88888888', null],
  ['1380013800', null],
  ['', null],
  [null, null],
])('a mobile number as it was written: %s', (written, number) => {
  expect(mobileNumber(written)).toBe(number);
});

test.each([
  ['20:59', null],
  ['21:00', at('08:00') + 86_400_000],
  ['23:59', at('08:00') + 86_400_000],
  ['00:00', at('08:00')],
  ['07:59', at('08:00')],
  ['08:00', null],
])('quiet hours over midnight, at %s', (time, until) => {
  expect(quietUntil({ from: 21 * 60, until: 8 * 60 }, at(time), today)).toBe(until);
});

test.each([
  ['11:59', null],
  ['12:00', at('14:00')],
  ['14:00', null],
])('quiet hours within a day, at %s', (time, until) => {
  expect(quietUntil({ from: 12 * 60, until: 14 * 60 }, at(time), today)).toBe(until);
});

test('its report is asked for less and less often, and after three days no more', () => {
  const minute = 60_000;
  expect(nextLookAt(0, 0)).toBe(minute);
  expect(nextLookAt(0, minute)).toBe(5 * minute);
  expect(nextLookAt(0, 4_319 * minute)).toBe(4_320 * minute);
  expect(nextLookAt(0, 4_320 * minute)).toBeNull();
});
