import type { OtherCertificate } from './certificate.ts';
import type { LocalDate } from './dates.ts';
import type { IdentityNumber } from './identity-number.ts';

/** Who a person is, in clear: only in the vault, inside an adapter call, and at the hospital's own window. */
export interface PersonIdentity {
  /** Null: somebody without a resident number, who is known by another certificate. */
  readonly idNumber: IdentityNumber | null;
  readonly certificate?: OtherCertificate | undefined;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: LocalDate;
  readonly address: string | null;
  readonly phone: string | null;
  /** The name as each source spelt it last; missing in what version 0.1.0 sealed. */
  readonly saidBy?: SpeltNames;
}

/** Spellings by who said them: a list by its id, `window` (of any stay), `medical-insurance`. */
export type SpeltNames = Readonly<Record<string, string>>;

/** A hospital's window as the source of a name. */
export const windowSource = 'window';
/** The insurer as the source of a name. */
export const insurerSource = 'medical-insurance';
