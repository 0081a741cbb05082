import type { ShownCard } from './certificate.ts';
import type { Clinical } from './clinical.ts';
import type { IfNotWaived } from './waiver.ts';

/** What the hospital knew at admission beyond the stay's own facts; sealed in the store, for it tells of the person. */
export interface Arrival {
  /** Came by the tiered referral that the scheme asks for; null: nobody said. */
  readonly referred: boolean | null;
  /** Division (6 digits) of the household; null: nobody said. */
  readonly householdDivision: string | null;
  readonly diagnosis: { readonly code: string; readonly name: string } | null;
  /** Exclusions by code, asked and answered at the window; an exclusion that is absent was not asked. */
  readonly facts: Readonly<Record<string, boolean>>;
  /** What becomes of the stay where the deposit is not waived; missing: nobody said. */
  readonly ifNotWaived?: IfNotWaived | undefined;
  /** Card or voucher that was shown at the window; missing: none was. */
  readonly shown?: ShownCard | undefined;
  /** What the insurer's form asks for; missing where nobody said any of it. */
  readonly clinical?: Clinical | undefined;
  /** What was given afterwards, because the insurer wants it; it replaces what was said before. */
  readonly given?: Clinical | undefined;
}

const unsaid: Arrival = {
  referred: null,
  householdDivision: null,
  diagnosis: null,
  facts: {},
};

/** What was sealed at an admission; a fact that nobody asked for yet when it was sealed is unsaid. */
export function arrivalFrom(sealed: Partial<Arrival>): Arrival {
  return { ...unsaid, ...sealed };
}
