import { isLocalDate, type LocalDate } from './dates.ts';

declare const identityNumberBrand: unique symbol;

/** An 18-character resident identity number (GB 11643), checked, upper-case X. Personal: never in ids, logs, URLs or messages. */
export type IdentityNumber = string & { readonly [identityNumberBrand]: 'IdentityNumber' };

/** What is wrong with an identity number; stable, several may hold. */
export type IdentityProblem =
  | 'identity-missing'
  | 'identity-length'
  | 'identity-characters'
  | 'identity-birth-date'
  | 'identity-check-digit';

/** An identity number read, or every problem found in it. */
export type ParsedIdentity =
  | {
      readonly ok: true;
      readonly number: IdentityNumber;
      readonly birthDate: LocalDate;
      readonly sex: 'male' | 'female';
    }
  | { readonly ok: false; readonly problems: readonly IdentityProblem[] };

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkDigits = '10X98765432';
const certificateLength = 20;
const zero = 48;

/** Reads an identity number as people write it: 15 or 18 characters, full-width digits, lower-case x, spaces around or between. The division code is not judged: it says where the person was first registered, and codes are retired. */
export function parseIdentityNumber(raw: string): ParsedIdentity {
  const text = plainCharacters(raw);
  if (text === '') return { ok: false, problems: ['identity-missing'] };
  if (text.length === 15)
    return /^\d+$/.test(text) ? parse18(upgrade(text)) : { ok: false, problems: ['identity-characters'] };
  if (text.length === 18) return parse18(text);
  return {
    ok: false,
    problems: /^\d+X?$/.test(text) ? ['identity-length'] : ['identity-length', 'identity-characters'],
  };
}

/** The number as it is written everywhere (18 characters, upper case), so that two spellings of it are the same text; what is no number stays as it is. */
export function plainIdentityNumber(raw: string): string {
  const parsed = parseIdentityNumber(raw);
  return parsed.ok ? parsed.number : raw;
}

/** The holder's number inside a disability certificate number (20 characters: 18 + type + grade; 22 with a replacement suffix such as B1); undefined when `raw` is not one by its form. The holder may still be wrong: read its problems. */
export function disabilityHolder(
  raw: string,
): { readonly holder: ParsedIdentity; readonly type: number; readonly grade: number } | undefined {
  const text = plainCharacters(raw);
  if (text.length < certificateLength) return undefined;
  const match = /^([0-9]{17}[0-9X])([1-7])([1-4])(?:B[1-9])?$/.exec(text);
  const [, number, type, grade] = match ?? [];
  if (number === undefined) return undefined;
  return { holder: parse18(number), type: Number(type), grade: Number(grade) };
}

/** The check character of the first 17 digits (ISO 7064 MOD 11-2, as GB 11643 lays down). */
export function identityCheckDigit(first17: string): string {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += (weights[at] ?? 0) * (first17.charCodeAt(at) - zero);
  return checkDigits.charAt(sum % 11);
}

function parse18(text: string): ParsedIdentity {
  if (!/^\d{17}[\dX]$/.test(text)) return { ok: false, problems: ['identity-characters'] };
  const birthDate = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const realDate = isLocalDate(birthDate);
  const checked = identityCheckDigit(text) === text.charAt(17);
  if (realDate && checked) {
    return {
      ok: true,
      number: text as IdentityNumber,
      birthDate,
      sex: Number(text.charAt(16)) % 2 === 1 ? 'male' : 'female',
    };
  }
  const problems: IdentityProblem[] = [];
  if (!realDate) problems.push('identity-birth-date');
  if (!checked) problems.push('identity-check-digit');
  return { ok: false, problems };
}

function upgrade(old: string): string {
  // 15-digit numbers were given only to people born in the twentieth century.
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`;
  return first17 + identityCheckDigit(first17);
}

function plainCharacters(raw: string): string {
  // Nine numbers of ten need no mending.
  if (/^[0-9]+X?$/.test(raw)) return raw;
  // NFKC turns full-width digits, letters and spaces into plain ones; × is what some input methods give for X.
  return raw
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{DI}'‘’]/gu, '')
    .toUpperCase()
    .replace(/×$/u, 'X');
}

/** The number as a paper that leaves the house has it: its first three and last four characters. */
export function maskedIdentityNumber(number: IdentityNumber): string {
  return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
}
