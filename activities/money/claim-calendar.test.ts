import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { type Calendar, daysUntilEnquiry, filingDay } from './claim-calendar.ts';

/** The last day of a stay, and the day on which its claim is filed. */
const filed: Readonly<Record<Calendar, readonly (readonly [ended: string, filed: string])[]>> = {
  'at-discharge': [['2017-12-31', '2017-12-31']],
  unspecified: [['2017-12-31', '2017-12-31']],
  monthly: [
    ['2017-12-01', '2018-01-01'],
    ['2018-02-28', '2018-03-01'],
  ],
  quarterly: [
    ['2017-09-30', '2017-10-01'],
    ['2017-10-01', '2018-01-01'],
    ['2017-12-15', '2018-01-01'],
  ],
};

/** A day, and the days from it until the payer is asked again. */
const asked: Readonly<Record<Calendar, readonly (readonly [today: string, days: number])[]>> = {
  'at-discharge': [['2018-01-10', 1]],
  unspecified: [['2018-01-10', 7]],
  monthly: [
    ['2018-01-10', 22],
    ['2018-01-31', 1],
  ],
  quarterly: [
    ['2018-01-10', 81],
    ['2018-03-31', 1],
  ],
};

const rows = <Row extends readonly unknown[]>(table: Readonly<Record<Calendar, readonly Row[]>>) =>
  (Object.keys(table) as Calendar[]).flatMap((calendar) =>
    table[calendar].map((row) => [calendar, ...row] as const),
  );

test.each(rows(filed))(
  'a claim on the calendar %s of a stay that ended on %s is filed on %s',
  (calendar, ended, on) => {
    expect(filingDay(calendar, localDate(ended))).toBe(on);
  },
);

test.each(rows(asked))('a payer that pays %s is asked again on %s after %i days', (calendar, today, days) => {
  expect(daysUntilEnquiry(calendar, localDate(today))).toBe(days);
});
