import { never } from '../../domain/invariant.ts';
import { coarseness, liesIn } from '../codes/codes.ts';
import type { Requirement, SchemeVersion } from '../engine/scheme-version.ts';
import { holdsOn } from '../engine/spans.ts';
import { type Check, type Read, type RequirementOf, test } from './admission-check.ts';
import { needed } from './admission-facts.ts';
import { notYetReached, reached } from './admission-reasons.ts';

/** A requirement on where the patient is treated. */
export type InstitutionRequirement = Extract<Requirement, { readonly require: `institution-${string}` }>;

/** Makes one requirement on the institution ready. */
export function institutionCheck(rule: InstitutionRequirement, scheme: SchemeVersion): Check {
  switch (rule.require) {
    case 'institution-in-region': {
      const read: Read<string> = ({ institution }, facts) =>
        needed(facts, institution?.division, 'institution.division');
      return test(rule, 'institution-outside-region', {
        read,
        holds: (division) => liesIn(division, scheme.region),
      });
    }
    case 'institution-in-own-county':
      return ownCounty(rule);
    case 'institution-designated': {
      const read: Read<boolean> = ({ institution }, facts) =>
        needed(facts, institution?.designated, 'institution.designated');
      return test(rule, 'institution-not-designated', { read, holds: (designated) => designated });
    }
    case 'institution-level': {
      const read: Read<number> = ({ institution }, facts) =>
        needed(facts, institution?.level, 'institution.level');
      return test(rule, 'institution-level', { read, holds: (level) => rule.oneOf.includes(level) });
    }
    case 'institution-kind': {
      const read: Read<string> = ({ institution }, facts) =>
        needed(facts, institution?.kind, 'institution.kind');
      return test(rule, 'institution-kind', { read, holds: (kind) => rule.oneOf.includes(kind) });
    }
    case 'institution-named':
      return named(rule);
    default:
      return never(rule);
  }
}

/**
 * Inside the county: where the person is insured, or has the household. Insurance that is pooled by prefecture or province
 * names no county, and then the household decides; a household that is missing or as wide is for a person to find out.
 */
function ownCounty(rule: RequirementOf<'institution-in-own-county'>): Check {
  const read: Read<boolean> = ({ institution, insurance, householdDivision }, facts) => {
    const division = needed(facts, institution?.division, 'institution.division');
    if (division === undefined) return undefined;
    const homes = [insurance?.division, householdDivision].filter((home) => typeof home === 'string');
    const counties = homes.filter((home) => coarseness(home) === 0);
    if (counties.some((home) => liesIn(division, home))) return true;
    if (typeof householdDivision === 'string' && !liesIn(division, householdDivision)) return false;
    return needed<boolean>(facts, undefined, 'householdDivision');
  };
  return test(rule, 'institution-outside-region', { read, holds: (inside) => inside });
}

function named(rule: RequirementOf<'institution-named'>): Check {
  const names = new Set(rule.names.flat());
  const read: Read<boolean> = ({ institution = {} }, facts) => {
    const { type, kind, name } = institution;
    if (type !== undefined && rule.orTypes?.includes(type)) return true;
    if (kind !== undefined && rule.orKinds?.includes(kind)) return true;
    if (name !== undefined && (names.has(name) || names.has(spaceless(name)))) return true;
    // Another type, kind or name could still open the door: each one that counts must be known before the answer is no.
    const typeKnown = rule.orTypes === undefined || needed(facts, type, 'institution.type') !== undefined;
    const kindKnown = rule.orKinds === undefined || needed(facts, kind, 'institution.kind') !== undefined;
    const nameKnown = needed(facts, name, 'institution.name') !== undefined;
    return typeKnown && kindKnown && nameKnown ? false : undefined;
  };
  const byName = test(rule, 'institution-not-named', { read, holds: (found) => found });
  return (request, facts, findings) => {
    const listed = rule.orListed === undefined ? null : request.institution?.rolledOut;
    if (listed && holdsOn(listed, request.day)) return void findings.met.push(reached(rule, listed));
    const before = findings.refusals.length;
    byName(request, facts, findings);
    // Its day is still to come: it is told by which paper, and from when.
    if (listed && listed.from > request.day && findings.refusals.length > before)
      findings.refusals.splice(before, 1, notYetReached(rule, listed));
  };
}

function spaceless(name: string): string {
  return name.normalize('NFKC').replace(/\s/gu, '');
}
