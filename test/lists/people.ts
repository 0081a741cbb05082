import {
  type IdentityNumber,
  identityCheckDigit,
  parseIdentityNumber,
} from '../../domain/identity-number.ts';
import { invariant } from '../../domain/invariant.ts';

/** Somebody on a test's list. */
export interface Listed {
  readonly idNumber: IdentityNumber;
  readonly name: string;
}

let made = 0;

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜';
const given = '一乙丁七万三上下不与丑专且世丘丙业丛东丝两严丧个中丰串临丸丹为主';

/** People whom no other test knows; `prefix` is the division where their number was first given out. */
export function people(count: number, prefix = '500234'): readonly Listed[] {
  return Array.from({ length: count }, () => {
    made += 1;
    const serial = made;
    const first17 = `${prefix}${1950 + (serial % 50)}${String(1 + (Math.floor(serial / 50) % 12)).padStart(2, '0')}${String(
      1 + (Math.floor(serial / 600) % 28),
    ).padStart(2, '0')}${String(Math.floor(serial / 16_800) + 100).slice(-3)}`;
    const parsed = parseIdentityNumber(first17 + identityCheckDigit(first17));
    invariant(parsed.ok, 'the builder made no identity number');
    const name = `${surnames[serial % 32]}${given[Math.floor(serial / 32) % 32]}${given[Math.floor(serial / 1024) % 32]}`;
    return { idNumber: parsed.number, name };
  });
}
