/**
 * Why an admission goes to a person, beside the grounds that a scheme's own text sends there. OPERATIONS, *decision-review*, says of
 * each what it is and where to look.
 */
export const reviewCodes = [
  'category-disputed',
  'category-contradictory',
  'insurance-contradictory',
  'insurance-suspended',
  'credit-line-limit',
  'facts-contradictory',
  'no-resident-number',
] as const;

/** `list-after-day` is said to whoever asks what if, and never of a stay. */
export type ReviewCode = (typeof reviewCodes)[number] | 'list-after-day';
