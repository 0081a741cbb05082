/** Why the person of a stay is not certain. Stands sealed in the cover, for it holds names. */
export interface IdentityDoubt {
  readonly insurer: InsurerOnName;
  /** Who spells the name otherwise: a list by its id, `medical-insurance`, `window` (of an earlier stay). */
  readonly others: readonly { readonly by: string; readonly name: string }[];
  /** Somebody of the number's household has the name that the window gave: perhaps the number is that of a relative. */
  readonly relative: boolean;
}

/** What the insurer said when it was asked for the number with the window's name. */
export type InsurerOnName =
  /** It knows both together. */
  | 'same-name'
  /** It knows the number, under another name. */
  | 'other-name'
  /** It knows the number, and its reply names nobody. */
  | 'no-name'
  /** It knows nobody with that number and name. */
  | 'person-unknown';

/** The step under which a stay waits for its person to be certain: that of the decision, which waits for it. */
export const identityReason = 'identity-mismatch';
