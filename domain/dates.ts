declare const localDateBrand: unique symbol;
declare const instantBrand: unique symbol;

/** A calendar day in China, 'YYYY-MM-DD', years 0001–9999; compare with < and >. */
export type LocalDate = string & { readonly [localDateBrand]: 'LocalDate' };

/** A moment in RFC 3339 with milliseconds and China's offset, '2026-03-01T08:00:00.000+08:00'; compare with < and >. */
export type Instant = string & { readonly [instantBrand]: 'Instant' };

/** Thrown for text that is no real day or moment; the text itself is kept out of the message (a date of birth is personal). */
export class DateError extends RangeError {
  override readonly name = 'DateError';
  readonly code: 'date-invalid' | 'instant-invalid';

  constructor(code: 'date-invalid' | 'instant-invalid', message: string) {
    super(message);
    this.code = code;
  }
}

const dayMillis = 86_400_000;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
// China has kept UTC+8 without summer time since 1992; the hub holds no moment before 2000.
const chinaOffsetMillis = 8 * 3_600_000;

/** True for a real calendar day 'YYYY-MM-DD'; 31 February is none. */
export function isLocalDate(text: string): text is LocalDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month);
}

/** Makes a LocalDate of 'YYYY-MM-DD'. Throws DateError when it is no real day. */
export function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new DateError('date-invalid', 'not a real calendar day written YYYY-MM-DD');
  return text;
}

/** The day `days` later (earlier when negative). Throws DateError outside the years 0001–9999. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return localDate(dateText(dayNumberMillis(date) + days * dayMillis));
}

/** Whole days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (dayNumberMillis(to) - dayNumberMillis(from)) / dayMillis;
}

/** The month of a day, 'YYYY-MM'. */
export function monthOf(date: LocalDate): string {
  return date.slice(0, 7);
}

/** The last day of the date's month. */
export function endOfMonth(date: LocalDate): LocalDate {
  const days = daysInMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)));
  return localDate(`${monthOf(date)}-${days}`);
}

/** The same day of the month so many months later; the month's last where it has none. Throws DateError outside the years 0001–9999. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  const last = endOfMonth(localDate(`${first}-01`));
  const same = `${first}-${date.slice(8)}`;
  return isLocalDate(same) ? same : last;
}

/** So many working days later: Saturdays and Sundays do not count; public holidays do, for no calendar of them is at hand. */
export function addWorkingDays(date: LocalDate, days: number): LocalDate {
  let day = date;
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return day;
}

/** The first moment of a day in China. */
export function startOfDay(date: LocalDate): Instant {
  return `${date}T00:00:00.000+08:00` as Instant;
}

/** Milliseconds since 1970 as an Instant with +08:00. Throws DateError outside the years 0001–9999. */
export function instantFromMillis(millis: number): Instant {
  const shifted = new Date(Math.floor(millis) + chinaOffsetMillis);
  const year = shifted.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999)
    throw new DateError('instant-invalid', 'a moment outside the years 0001–9999');
  return shifted.toISOString().replace('Z', '+08:00') as Instant;
}

/** Reads RFC 3339 with any offset (an offset is required) and gives it back with +08:00. Throws DateError. */
export function instant(text: string): Instant {
  const match =
    /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):([0-5]\d):([0-5]\d)(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(
      text,
    );
  const [, day = '', hour = '99'] = match ?? [];
  if (Number(hour) > 23 || !isLocalDate(day))
    throw new DateError('instant-invalid', 'not RFC 3339 with an offset');
  return instantFromMillis(Date.parse(text.toUpperCase()));
}

/** Whether `instant` reads it. */
export function isInstant(text: string): boolean {
  try {
    instant(text);
    return true;
  } catch (failure) {
    if (failure instanceof DateError) return false;
    throw failure;
  }
}

/** Milliseconds since 1970 of an Instant. */
export function millisOf(moment: Instant): number {
  return Date.parse(moment);
}

/** The calendar day in China at an Instant or at milliseconds since 1970. */
export function chinaDate(moment: Instant | number): LocalDate {
  return localDate((typeof moment === 'number' ? instantFromMillis(moment) : moment).slice(0, 10));
}

/** 0 for a month that does not exist. */
function daysInMonth(year: number, month: number): number {
  if (month !== 2) return monthDays[month - 1] ?? 0;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function dayNumberMillis(date: LocalDate): number {
  // Date.UTC reads the years 0–99 as 1900–1999; setUTCFullYear does not.
  return new Date(0).setUTCFullYear(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
  );
}

function dateText(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
