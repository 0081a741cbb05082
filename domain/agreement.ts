import type { LocalDate } from './dates.ts';
import type { Signer } from './signers.ts';

/** A paper that somebody signed. */
export interface Agreement {
  /** Which wording was signed. */
  readonly textVersion: string;
  readonly signedOn: LocalDate;
  /** SHA-256 of the signed paper, hexadecimal. */
  readonly paperDigest: string;
  readonly signedBy: Signer;
  /** Names; stored sealed. */
  readonly signerName: string;
  readonly witness: string | null;
}
