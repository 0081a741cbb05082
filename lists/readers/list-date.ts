import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { serialDate } from './xlsx/cell.ts';

/**
 * A day as lists write it: 2024-1-5, 2024/1/5, 2024.1.5, 2024年1月5日, 20240105, an Excel serial number in its workbook's own
 * calendar, each also with a time of day behind; a moment with an offset is the day in China. Undefined when it is no real day,
 * or something else stands behind it. A month without a day is none.
 */
export function listDate(cell: string, from1904 = false): LocalDate | undefined {
  // The same digits are another day in a workbook that counts from 1904.
  if (from1904) return readDate(cell, from1904);
  const known = remembered.get(cell);
  if (known !== undefined) return known;
  const date = readDate(cell, from1904);
  if (date !== undefined && remembered.size < rememberedLimit) remembered.set(cell, date);
  return date;
}

// A list of a million people has some thousand different days; one of a million different cells must not fill the memory.
const remembered = new Map<string, LocalDate>();
const rememberedLimit = 20_000;

const styles = [
  /^(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?<rest>\D.*)?$/,
  /^(?<year>\d{4})\s*年\s*(?<month>\d{1,2})\s*月\s*(?<day>\d{1,2})\s*日?(?<rest>\D.*)?$/,
  // A column of such numbers with gaps is written as decimals by programs that know no gap among whole numbers.
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:\.0+)?(?<rest>[T\s].*)?$/,
];
const timeOfDay =
  /^(?:T|\s)\s*(?:上午|下午|[AP]M\s+)?(?<hour>\d{1,2})[:时](?<minute>\d{2})(?:[:分](?:(?<second>\d{2})(?:[.,]\d{1,9})?秒?)?)?(?:\s*[AP]M)?\s*(?<offset>Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)?$/i;

function readDate(cell: string, from1904: boolean): LocalDate | undefined {
  const text = cell.normalize('NFKC').trim();
  for (const style of styles) {
    const { year = '', month = '', day = '', rest = '' } = style.exec(text)?.groups ?? {};
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (isLocalDate(date)) return rest.trim() === '' ? date : dayWithTime(date, rest);
  }
  return serialDay(text, from1904);
}

function dayWithTime(date: LocalDate, rest: string): LocalDate | undefined {
  const time = timeOfDay.exec(rest)?.groups;
  const { hour = '', minute = '', second = '0', offset } = time ?? {};
  if (time === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (offset === undefined) return date;
  const zone = /^[zug]/i.test(offset) ? 'Z' : offset.replace(/^(.\d{2}):?(\d{2})?$/, '$1:$2').padEnd(6, '00');
  const moment = Date.parse(`${date}T${hour.padStart(2, '0')}:${minute}:${second.padStart(2, '0')}${zone}`);
  return Number.isNaN(moment) ? undefined : chinaDay(moment);
}

// From 1986 to 1991 China had summer time, and a date of birth was midnight by it.
const inChina = new Intl.DateTimeFormat('en-CA-u-ca-iso8601', {
  ...{ timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' },
});

function chinaDay(moment: number): LocalDate | undefined {
  const parts = Object.fromEntries(inChina.formatToParts(moment).map(({ type, value }) => [type, value]));
  const date = `${(parts.year ?? '').padStart(4, '0')}-${parts.month}-${parts.day}`;
  return isLocalDate(date) ? date : undefined;
}

/** True for what lists write when there is no end: 长期, 至今, —, the words of programs for no value, and the last day of 2099 or 9999 that stands for it. */
export function isOpenEnd(cell: string): boolean {
  if (cell === '') return true;
  const text = cell.normalize('NFKC').trim();
  if (/^(?:长期|长期有效|永久|至今|无|无期限|-+|—+|\/|null|none|nan|nat)?$/i.test(text)) return true;
  // As a day it is written, whatever the time and the offset behind it.
  const date = listDate(text);
  return date === '2099-12-31' || date === '9999-12-31' || /^(?:2099|9999)\D?12\D?31\D/.test(text);
}

const lotusDays = 1_462;

function serialDay(text: string, from1904: boolean): LocalDate | undefined {
  if (!/^\d{5}(?:\.\d+)?$/.test(text)) return undefined;
  // From 1954 on: smaller numbers in a date column are mistakes, not days of the Lotus age.
  const since1900 = Number(text) + (from1904 ? lotusDays : 0);
  if (since1900 < 20_000 || since1900 >= 80_000) return undefined;
  const date = serialDate(Number(text), from1904);
  return date !== undefined && isLocalDate(date) ? date : undefined;
}
