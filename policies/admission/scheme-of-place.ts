import { coarseness, liesIn } from '../codes/codes.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import type { Schemes } from '../schemes.ts';

/** Which scheme holds at an institution on a day. */
export type SchemeOfPlace =
  | { readonly kind: 'in-force'; readonly scheme: SchemeVersion }
  /** The place's own paper holds on other days. */
  | { readonly kind: 'not-in-force'; readonly nearest: SchemeVersion }
  /** No paper of the place, or of a wider one, is known. */
  | { readonly kind: 'none' };

/**
 * The scheme of the institution's place on that day. Of district, city and province the nearest that has a paper counts: where a place
 * adopted another's scheme, that holds there from its own paper on. Source: policies/schemes/.
 */
export function schemeOfPlace(schemes: Schemes, division: string, day: string): SchemeOfPlace {
  const around = schemes.list().filter(({ region }) => liesIn(division, region));
  const nearest = Math.min(...around.map(({ region }) => coarseness(region)));
  const own = around
    .filter(({ region }) => coarseness(region) === nearest)
    .map(({ id }) => schemes.version(id, day));
  for (const found of own) if (found.kind === 'in-force') return found;
  for (const found of own)
    if (found.kind === 'scheme-not-in-force') return { kind: 'not-in-force', nearest: found.nearest };
  return { kind: 'none' };
}

/** Whether a hospital may name `id` where `scheme` is in force: it is that scheme, or one that it adopts. */
export function isOrAdopts(schemes: Schemes, scheme: SchemeVersion, id: string): boolean {
  if (scheme.id === id) return true;
  const parent = scheme.inherits === null ? undefined : schemes.versions(scheme.inherits).at(-1);
  return parent !== undefined && isOrAdopts(schemes, parent, id);
}
