/** The person categories of the five schemes (domain: 人员类别); which of them admits is the scheme's to say. */
export const personCategories = [
  'extreme-poverty',
  'subsistence-allowance',
  'subsistence-marginal',
  'child-in-difficulty',
  'registered-poor',
  'relapse-prone',
  'unstable-exit',
  'marginal-prone',
  'sudden-hardship',
] as const;
export type PersonCategory = (typeof personCategories)[number];
