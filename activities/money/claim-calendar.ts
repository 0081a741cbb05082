import { addDays, daysBetween, endOfMonth, type LocalDate } from '../../domain/dates.ts';
import type { PayerRule } from '../../policies/schemes.ts';

/** The words of `policies/engine/parameter-units.ts`. */
export type Calendar = PayerRule['calendar']['hospitalFiles'];

/** Days between two questions to a payer for which no document fixes a day. */
const daysBetweenEnquiries = 7;

/** The same to a payer that pays at the discharge: what is open after that day is late. */
const daysBetweenEnquiriesWhenLate = 1;

/** The day on which the hospital files a claim: at once, or with the month's other claims on the first of the next. */
export function filingDay(calendar: Calendar, dischargedOn: LocalDate): LocalDate {
  switch (calendar) {
    case 'at-discharge':
    case 'unspecified':
      return dischargedOn;
    case 'monthly':
      return firstOfNextMonth(dischargedOn);
    case 'quarterly':
      return firstOfNextQuarter(dischargedOn);
  }
}

/** Days until a payer that said “not yet” is worth asking again: until its next disbursement; the next day where it should have paid, a week later where it has no day. */
export function daysUntilEnquiry(calendar: Calendar, today: LocalDate): number {
  switch (calendar) {
    case 'at-discharge':
      return daysBetweenEnquiriesWhenLate;
    case 'unspecified':
      return daysBetweenEnquiries;
    case 'monthly':
      return daysBetween(today, firstOfNextMonth(today));
    case 'quarterly':
      return daysBetween(today, firstOfNextQuarter(today));
  }
}

function firstOfNextMonth(day: LocalDate): LocalDate {
  return addDays(endOfMonth(day), 1);
}

function firstOfNextQuarter(day: LocalDate): LocalDate {
  let first = firstOfNextMonth(day);
  while (!['01', '04', '07', '10'].includes(first.slice(5, 7))) first = firstOfNextMonth(first);
  return first;
}
