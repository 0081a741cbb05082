import type { CellProblemCode } from '../../../domain/list-row-problems.ts';
import { unescaped } from './rich-text.ts';
import type { NumberStyle } from './styles.ts';

/** A cell as its XML tells it. */
export interface RawCell {
  readonly type: string;
  readonly style: NumberStyle;
  /** The stored value; undefined when there is no value element. */
  readonly value: string | undefined;
  readonly hasFormula: boolean;
}

/** What the officer sees in the cell, as text. */
export interface CellText {
  readonly text: string;
  readonly problem?: CellProblemCode;
}

const dayMillis = 86_400_000;

/** The text of a cell that is not a shared or inline string. */
export function cellText(cell: RawCell, from1904: boolean): CellText {
  const { type, value } = cell;
  // A formula is never computed here: what Excel computed last counts, and nothing else.
  if (value === undefined)
    return cell.hasFormula ? { text: '', problem: 'cell-formula-without-value' } : { text: '' };
  switch (type) {
    case 'str':
      return { text: unescaped(value) };
    case 'e':
      return { text: value, problem: 'cell-formula-error' };
    case 'b':
      return { text: value === '1' || value === 'true' ? 'TRUE' : 'FALSE' };
    case 'd':
      return { text: value };
    default:
      return numberText(value.trim(), cell.style, from1904);
  }
}

function numberText(value: string, style: NumberStyle, from1904: boolean): CellText {
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return { text: value };
  // Excel keeps 15 digits: an identity number typed as a number has lost its last three for good.
  if (Math.abs(number) >= 1e15) return { text: value, problem: 'cell-lost-digits' };
  if (style.kind === 'date') return { text: serialDate(number, from1904) ?? String(number) };
  return { text: style.kind === 'zeros' ? String(number).padStart(style.width, '0') : String(number) };
}

/** The day of an Excel serial number as YYYY-MM-DD, or undefined when it shows none. */
export function serialDate(serial: number, from1904: boolean): string | undefined {
  const day = Math.floor(serial);
  if (!(day >= 1 && day < 2_958_466)) return undefined;
  if (from1904) return isoDay(Date.UTC(1904, 0, 1) + day * dayMillis);
  // Excel has a 29 February 1900 (serial 60), kept from Lotus: days before it count from one day later.
  if (day === 60) return '1900-02-29';
  return isoDay(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * dayMillis);
}

function isoDay(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}
