import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { plainCell } from './plain-cell.ts';

const digits = 18;
// Numbers of 15 digits are left out: codes of households look like them.
const candidate = /(?<![\dA-Z])\d{17}[\dX](?:[1-7][1-4](?:B[1-9])?)?(?![\dA-Z])/g;

/** The valid identity numbers of 18 characters that stand anywhere in a cell, alone or within other text, also as holders of disability certificates. */
export function numbersNamedIn(cell: string): readonly string[] {
  if (cell.length < digits) return [];
  const text = plainCell(cell).normalize('NFKC').toUpperCase();
  const alone = parseIdentityNumber(text.replace(/[\s-]/g, ''));
  if (alone.ok) return [alone.number];
  return [...text.matchAll(candidate)]
    .map(([found]) => parseIdentityNumber(found.slice(0, digits)))
    .flatMap((identity) => (identity.ok ? [identity.number] : []));
}
