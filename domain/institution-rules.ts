/** What an institution rules for itself, dated, by two of its people. */
export const institutionRuleKinds = [
  'own-part-warning',
  'staging',
  'settled-by',
  'text-messages',
  'deposit-standard',
  'list-delivery',
] as const;
export type InstitutionRuleKind = (typeof institutionRuleKinds)[number];

/**
 * Whose system registers a stay with the insurer, ends it there and settles it: the hub, or the hospital's own. A second caller
 * would register twice, so the value of the admission day binds the stay.
 */
export type SettledBy = 'hub' | 'hospital';
