/**
 * What an institution rules for itself, dated, by two of its people, and which day such a rule is asked for. By `admission` it binds the
 * stay for good, and so ends tomorrow at the earliest; by `today` it binds none, and what goes out by it stops on the day on which it ends.
 */
export const ruleDays = {
  'own-part-warning': 'admission',
  staging: 'admission',
  'settled-by': 'admission',
  'text-messages': 'today',
  'deposit-standard': 'admission',
  'list-delivery': 'today',
} as const satisfies Readonly<Record<string, 'admission' | 'today'>>;
export type InstitutionRuleKind = keyof typeof ruleDays;
/** Kinds of which the rule of the admission day binds a stay. */
export type StayRuleKind = {
  readonly [Kind in InstitutionRuleKind]: (typeof ruleDays)[Kind] extends 'admission' ? Kind : never;
}[InstitutionRuleKind];

/**
 * Whose system registers a stay with the insurer, ends it there and settles it: the hub, or the hospital's own. A second caller
 * would register twice, so the value of the admission day binds the stay.
 */
export type SettledBy = 'hub' | 'hospital';
