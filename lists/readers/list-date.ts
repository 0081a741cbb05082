import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { serialDate } from './xlsx/cell.ts';

/** A day as lists write it: 2024-1-5, 2024/1/5, 2024.1.5, 2024年1月5日, 20240105, an Excel serial number, each also with a time of day behind; undefined when it is no real day. A month without a day is none. */
export function listDate(cell: string): LocalDate | undefined {
  const known = remembered.get(cell);
  if (known !== undefined) return known;
  const date = readDate(cell);
  if (date !== undefined && remembered.size < rememberedLimit) remembered.set(cell, date);
  return date;
}

// A list of a million people has some thousand different days; one of a million different cells must not fill the memory.
const remembered = new Map<string, LocalDate>();
const rememberedLimit = 20_000;

function readDate(cell: string): LocalDate | undefined {
  const text = cell.normalize('NFKC').trim();
  const parts =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T\s].*)?$/.exec(text)?.toSpliced(2, 1) ??
    /^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (parts === null) return serialDay(text);
  const [, year = '', month = '', day = ''] = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(date) ? date : undefined;
}

/** True for what lists write when there is no end: 长期, 至今, —, and the last day of 2099 or 9999 that stands for it. */
export function isOpenEnd(cell: string): boolean {
  if (cell === '') return true;
  const text = cell.normalize('NFKC').trim();
  if (/^(?:长期|长期有效|永久|至今|无|无期限|-+|—+|\/)?$/.test(text)) return true;
  const date = listDate(text);
  return date === '2099-12-31' || date === '9999-12-31';
}

function serialDay(text: string): LocalDate | undefined {
  // Five digits from 1954 on: shorter numbers in a date column are mistakes, not days of the Lotus age.
  if (!/^[2-7]\d{4}(?:\.\d+)?$/.test(text)) return undefined;
  const date = serialDate(Number(text), false);
  return date !== undefined && isLocalDate(date) ? date : undefined;
}
