import { coarseness, liesIn } from '../codes/codes.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import type { Schemes } from '../schemes.ts';

/**
 * The adoption by the institution's own place, when it is not in force on the day: a scheme that a place adopted by a paper of
 * its own holds there from that paper on. Of city and district the nearest counts; a place of which no paper is known follows
 * the scheme itself.
 */
export function adoptionNotInForce(
  schemes: Schemes,
  schemeId: string,
  { day, institution }: DecisionRequest,
): SchemeVersion | undefined {
  const division = institution?.division;
  if (division === undefined) return undefined;
  const nearest = adoptersOf(schemes, schemeId)
    .filter(({ region }) => liesIn(division, region))
    .toSorted((a, b) => coarseness(a.region) - coarseness(b.region))[0];
  if (nearest === undefined) return undefined;
  const found = schemes.version(nearest.id, day);
  return found.kind === 'scheme-not-in-force' ? found.nearest : undefined;
}

function adoptersOf(schemes: Schemes, schemeId: string): readonly SchemeVersion[] {
  const direct = schemes.list().filter(({ inherits }) => inherits === schemeId);
  return direct.flatMap((scheme) => [scheme, ...adoptersOf(schemes, scheme.id)]);
}
