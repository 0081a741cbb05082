import type { LocalDate } from './dates.ts';
import type { IdentityNumber } from './identity-number.ts';

/** Who a person is, in clear: only in the vault, inside an adapter call, and at the hospital's own window. */
export interface PersonIdentity {
  readonly idNumber: IdentityNumber;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: LocalDate;
  readonly address: string | null;
  readonly phone: string | null;
}
