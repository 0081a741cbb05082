import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { daysUntilEnquiry, filingDay } from './claim-calendar.ts';

test.each([
  ['at-discharge', '2017-12-31', '2017-12-31'],
  ['unspecified', '2017-12-31', '2017-12-31'],
  ['monthly', '2017-12-01', '2018-01-01'],
  ['monthly', '2018-02-28', '2018-03-01'],
  ['quarterly', '2017-09-30', '2017-10-01'],
  ['quarterly', '2017-10-01', '2018-01-01'],
  ['quarterly', '2017-12-15', '2018-01-01'],
] as const)(
  'a claim on the calendar %s of a stay that ended on %s is filed on %s',
  (calendar, ended, filed) => {
    expect(filingDay(calendar, localDate(ended))).toBe(filed);
  },
);

test.each([
  ['at-discharge', '2018-01-10', 1],
  ['unspecified', '2018-01-10', 7],
  ['monthly', '2018-01-10', 22],
  ['monthly', '2018-01-31', 1],
  ['quarterly', '2018-01-10', 81],
  ['quarterly', '2018-03-31', 1],
] as const)('a payer that pays %s is asked again on %s after %i days', (calendar, today, days) => {
  expect(daysUntilEnquiry(calendar, localDate(today))).toBe(days);
});
