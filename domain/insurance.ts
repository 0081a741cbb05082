/**
 * Insurance types of the national interface (`insutype`) that can carry a stay: employees, residents, and the third kinds,
 * retired cadres, disabled soldiers of grades 1 to 6, and Red Army veterans.
 */
export const coverTypes = ['310', '390', '340', '350', '360'] as const;
export type CoverType = (typeof coverTypes)[number];

/** How an insurance stands on a day; `unclear`: the insurer left it empty, and a person finds out. */
export const coverStates = ['active', 'suspended', 'none', 'unclear'] as const;
export type CoverState = (typeof coverStates)[number];

/** Reasons of a refusal that rest on what the insurer said of the cover. */
export const coverRefusals: readonly string[] = [
  'not-insured',
  'insurance-suspended',
  'insurance-type-not-covered',
  'insured-elsewhere',
];

/** True for a type that can carry a stay. */
export function isCoverType(code: string): code is CoverType {
  return coverTypes.some((type) => type === code);
}
