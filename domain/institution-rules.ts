/** What an institution rules for itself, dated, by two of its people. */
export type InstitutionRuleKind = 'own-part-warning' | 'staging';
