import { entryOf } from '../../domain/entry.ts';
import { type Fen, MoneyError, parseRatio, parseYuan, type Ratio } from '../../domain/money.ts';
import { categoryCodes, insuranceTypes, isDivision, redCrossDiseases } from '../codes/codes.ts';

/** A parameter's value after its unit was read: yuan become fen, ratios exact fractions. */
export type ParameterValue =
  | Fen
  | number
  | boolean
  | string
  | Ratio
  | readonly string[]
  | readonly number[]
  | readonly (readonly string[])[];

/** When a hospital files or a payer disburses; `at-discharge` the same day, `unspecified` where the document names no day. */
export const calendars = ['at-discharge', 'monthly', 'quarterly', 'unspecified'] as const;

/** One unit: reads a YAML value, or says in one sentence what is wrong with it (`codeUnknown` when a code is not in its table). */
type Reading =
  | { readonly ok: true; readonly value: ParameterValue }
  | { readonly ok: false; readonly codeUnknown: boolean; readonly reason: string };

const units: Readonly<Record<string, (raw: unknown, choices: readonly string[]) => Reading>> = {
  yuan: (raw) => money(() => parseYuan(text(raw)), "an amount is quoted yuan such as '20000.00'"),
  ratio: (raw) => money(() => withinOne(parseRatio(text(raw))), 'a ratio is a quoted decimal from 0 to 1'),
  days: (raw) => whole(raw, 0, 3660),
  'day-of-month': (raw) => whole(raw, 1, 28),
  count: (raw) => whole(raw, 0, 1_000_000),
  flag: (raw) => (typeof raw === 'boolean' ? good(raw) : bad('a flag is true or false')),
  choice: (raw, choices) =>
    typeof raw === 'string' && choices.includes(raw) ? good(raw) : bad(`one of ${choices.join(', ')}`),
  calendar: (raw) =>
    calendars.some((known) => known === raw)
      ? good(text(raw))
      : unknown(`a calendar: ${calendars.join(', ')}`),
  region: (raw) =>
    typeof raw === 'string' && isDivision(raw) ? good(raw) : unknown('a division of six digits of GB/T 2260'),
  categories: (raw) => codes(raw, categoryCodes, 'person category'),
  'insurance-types': (raw) => codes(raw, insuranceTypes, 'insurance type'),
  diseases: (raw) => codes(raw, redCrossDiseases, 'disease'),
  'institution-types': (raw) => codes(raw, ['hospital', 'township', 'community'], 'institution type'),
  'institution-kinds': (raw) => codes(raw, ['public', 'private'], 'institution kind'),
  levels: (raw) =>
    Array.isArray(raw) && raw.length > 0 && raw.every((level) => [1, 2, 3].includes(level))
      ? good(raw as readonly number[])
      : unknown('a list of institution levels 1 to 3'),
  names: (raw) =>
    Array.isArray(raw) && raw.length > 0 && raw.every((name) => Array.isArray(name) && name.every(isText))
      ? good(raw as readonly (readonly string[])[])
      : bad('a list of institutions, each a list: the name in the document, then its other names'),
};

/** The units a parameter may have. */
export const parameterUnits: readonly string[] = Object.keys(units);

/** Reads one value by its unit; `choices` only for the unit `choice`. */
export function readParameter(unit: string, raw: unknown, choices: readonly string[] = []): Reading {
  const read = entryOf(units, unit);
  return read === undefined ? bad(`no such unit: ${unit}`) : read(raw, choices);
}

function codes(raw: unknown, known: readonly string[], what: string): Reading {
  if (!Array.isArray(raw) || raw.length === 0) return bad(`a list of codes (${what})`);
  const stranger = raw.find((code) => !known.includes(code as string));
  return stranger === undefined
    ? good(raw as readonly string[])
    : unknown(`no such ${what}: ${String(stranger)}`);
}

function whole(raw: unknown, least: number, most: number): Reading {
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most
    ? good(raw)
    : bad(`a whole number from ${least} to ${most}`);
}

function money(read: () => ParameterValue, reason: string): Reading {
  try {
    return good(read());
  } catch (error) {
    if (error instanceof MoneyError) return bad(reason);
    throw error;
  }
}

function withinOne(value: Ratio): Ratio {
  if (value.numerator > value.denominator) throw new MoneyError('money-bad-ratio', 'above 1');
  return value;
}

function text(raw: unknown): string {
  return typeof raw === 'string' ? raw : '(not text)';
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length > 0;
}

function good(value: ParameterValue): Reading {
  return { ok: true, value };
}

function bad(reason: string): Reading {
  return { ok: false, codeUnknown: false, reason };
}

function unknown(reason: string): Reading {
  return { ok: false, codeUnknown: true, reason };
}
