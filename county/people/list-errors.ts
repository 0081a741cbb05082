import type { ListRow } from '../../adapters/list-page.ts';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import type { Dice } from './dice.ts';

/** A row that a reader must reject, each for one reason. */
export const badKinds = [
  'wrong-check-digit',
  'impossible-birth-date',
  'short-number',
  'letters-in-number',
  'missing-name',
  'unknown-category',
  'impossible-date',
  'ends-before-it-begins',
] as const;

/** A row that looks odd and is right. */
export const oddKinds = [
  'full-width-number',
  'lower-case-x',
  'fifteen-digits',
  'disability-20',
  'disability-22',
  'several-categories',
] as const;

export type RowKind = (typeof badKinds)[number] | (typeof oddKinds)[number];

/** Spoils or disguises a row; undefined when this person cannot be written so (a 15-digit number for one born after 1999). */
export function altered(row: ListRow, kind: RowKind, dice: Dice): ListRow | undefined {
  const { idNumber } = row;
  const numbered = (changed: string): ListRow => ({ ...row, idNumber: changed });
  switch (kind) {
    case 'wrong-check-digit':
      return numbered(idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1'));
    case 'impossible-birth-date': {
      const first17 = `${idNumber.slice(0, 10)}0231${idNumber.slice(14, 17)}`;
      return numbered(first17 + identityCheckDigit(first17));
    }
    case 'short-number':
      return numbered(idNumber.slice(0, 17));
    case 'letters-in-number':
      return numbered(`${idNumber.slice(0, 9)}O${idNumber.slice(10)}`);
    case 'missing-name':
      return { ...row, name: '' };
    case 'unknown-category':
      return { ...row, category: '其他困难群体甲' };
    case 'impossible-date':
      return { ...row, since: `${row.since.slice(0, 4)}-02-30` };
    case 'ends-before-it-begins':
      return { ...row, until: `${Number(row.since.slice(0, 4)) - 1}-01-01` };
    case 'full-width-number':
      return numbered(
        idNumber.replaceAll(/[0-9X]/g, (plain) => String.fromCodePoint(plain.charCodeAt(0) + 0xfee0)),
      );
    case 'lower-case-x':
      return idNumber.endsWith('X') ? numbered(idNumber.toLowerCase()) : undefined;
    case 'fifteen-digits':
      return idNumber.slice(6, 8) === '19'
        ? numbered(idNumber.slice(0, 6) + idNumber.slice(8, 17))
        : undefined;
    case 'disability-20':
      return numbered(`${idNumber}${1 + dice('type', 7)}${1 + dice('grade', 4)}`);
    case 'disability-22':
      return numbered(`${idNumber}${1 + dice('type', 7)}${1 + dice('grade', 4)}B1`);
    case 'several-categories':
      return { ...row, category: `${row.category},低保边缘户` };
  }
}
