import { addDays, localDate } from '../domain/dates.ts';
import { never } from '../domain/invariant.ts';
import type { FactSource, Finding } from './admission-facts.ts';
import { liesIn } from './codes.ts';
import type { Requirement, SchemeVersion } from './engine/scheme-version.ts';
import type { DecisionRequest } from './requests.ts';

/** What a requirement is checked against. */
export interface AdmissionContext {
  readonly scheme: SchemeVersion;
  readonly request: DecisionRequest;
  readonly facts: FactSource;
}

/** Checks one requirement of a scheme against what is known. A fact that nobody stated finds nothing: it is in `facts.missing`. */
export function checkRequirement(rule: Requirement, context: AdmissionContext): readonly Finding[] {
  const { request, facts } = context;
  const { institution } = request;
  switch (rule.require) {
    case 'insured':
      return insured(rule, context);
    case 'insurance-type': {
      if (withoutInsurance(request)) return [];
      // null is an answer ("in no scheme that the hub knows"), undefined is none.
      const type =
        request.insurance?.type === null ? 'none' : facts.needed(request.insurance?.type, 'insurance.type');
      return test(rule, type, {
        holds: (value) => rule.oneOf.includes(value),
        code: 'insurance-type-not-covered',
      });
    }
    case 'insured-in': {
      if (withoutInsurance(request)) return [];
      const division = facts.needed(request.insurance?.division, 'insurance.division');
      return test(rule, division, {
        holds: (value) => liesIn(value, rule.region),
        code: 'insured-elsewhere',
      });
    }
    case 'household-in': {
      const division = facts.needed(request.householdDivision, 'householdDivision');
      return test(rule, division, {
        holds: (value) => liesIn(value, rule.region),
        code: 'household-elsewhere',
      });
    }
    case 'category':
      return category(rule, context);
    case 'institution-in-region': {
      const division = facts.needed(institution?.division, 'institution.division');
      const holds = (value: string) => liesIn(value, context.scheme.region);
      return test(rule, division, { holds, code: 'institution-outside-region' });
    }
    case 'institution-in-own-county':
      return ownCounty(rule, context);
    case 'institution-designated': {
      const designated = facts.needed(institution?.designated, 'institution.designated');
      return test(rule, designated, { holds: (value) => value, code: 'institution-not-designated' });
    }
    case 'institution-level': {
      const level = facts.needed(institution?.level, 'institution.level');
      return test(rule, level, { holds: (value) => rule.oneOf.includes(value), code: 'institution-level' });
    }
    case 'institution-kind': {
      const kind = facts.needed(institution?.kind, 'institution.kind');
      return test(rule, kind, { holds: (value) => rule.oneOf.includes(value), code: 'institution-kind' });
    }
    case 'institution-named':
      return named(rule, context);
    case 'referral':
      return referral(rule, context);
    case 'credit-line':
      return creditLine(rule, context);
    default:
      return never(rule);
  }
}

type RuleOf<Name extends Requirement['require']> = Extract<Requirement, { readonly require: Name }>;

function test<T>(
  rule: Requirement,
  value: T | undefined,
  by: { readonly holds: (value: T) => boolean; readonly code: string },
): readonly Finding[] {
  if (value === undefined) return [];
  return by.holds(value) ? [fulfilled(rule)] : [against('refuse', rule, by.code)];
}

function withoutInsurance(request: DecisionRequest): boolean {
  return request.insurance?.status === 'none';
}

function insured(rule: RuleOf<'insured'>, { request, facts }: AdmissionContext): readonly Finding[] {
  const status = facts.needed(request.insurance?.status, 'insurance.status');
  switch (status) {
    case undefined:
      return [];
    case 'active':
      return [fulfilled(rule)];
    case 'suspended':
      return [against(rule.suspended, rule, 'insurance-suspended')];
    case 'none':
      return [against('refuse', rule, 'not-insured')];
    default:
      return never(status);
  }
}

/** Membership counts from `since` on; a list older than the scheme's limit admits with a condition, it never refuses. */
function category(
  rule: RuleOf<'category'>,
  { request, facts, scheme }: AdmissionContext,
): readonly Finding[] {
  const listed = facts.needed(request.categories, 'categories');
  if (listed === undefined) return [];
  const covering = listed.filter((item) => rule.oneOf.includes(item.code) && item.since <= request.day);
  if (covering.length === 0) return [against('refuse', rule, 'category-not-covered')];
  const oldest = addDays(localDate(request.day), -scheme.listAgeLimitDays);
  const dated = covering.map((item, index) =>
    facts.assumable(item.listAsOf, `categories.${index}.listAsOf`, request.day),
  );
  if (dated.every((day) => day === undefined)) return [];
  const fresh = dated.some((day) => day !== undefined && day >= oldest);
  return fresh ? [fulfilled(rule)] : [fulfilled(rule), { kind: 'condition', when: 'list-too-old' }];
}

/** Inside the county: where the person is insured, or has the household; a coarser code (a prefecture) holds its counties. */
function ownCounty(rule: RuleOf<'institution-in-own-county'>, context: AdmissionContext): readonly Finding[] {
  const { request, facts } = context;
  const division = facts.needed(request.institution?.division, 'institution.division');
  const homes = [request.insurance?.division, request.householdDivision].filter(
    (home) => typeof home === 'string',
  );
  const home = facts.needed(homes.length === 0 ? undefined : homes, 'insurance.division');
  if (division === undefined || home === undefined) return [];
  const holds = home.some((place) => liesIn(division, place));
  return [holds ? fulfilled(rule) : against('refuse', rule, 'institution-outside-region')];
}

function named(rule: RuleOf<'institution-named'>, { request, facts }: AdmissionContext): readonly Finding[] {
  const { type, kind, name } = request.institution ?? {};
  if (type !== undefined && rule.orTypes?.includes(type)) return [fulfilled(rule)];
  if (kind !== undefined && rule.orKinds?.includes(kind)) return [fulfilled(rule)];
  if (name !== undefined && rule.names.some((names) => names.includes(spaceless(name))))
    return [fulfilled(rule)];
  // Another type, kind or name could still open the door: each one that counts must be known before the answer is no.
  const typeKnown = rule.orTypes === undefined || facts.needed(type, 'institution.type') !== undefined;
  const kindKnown = rule.orKinds === undefined || facts.needed(kind, 'institution.kind') !== undefined;
  const nameKnown = facts.needed(name, 'institution.name') !== undefined;
  return typeKnown && kindKnown && nameKnown ? [against('refuse', rule, 'institution-not-named')] : [];
}

function referral(rule: RuleOf<'referral'>, { request, facts }: AdmissionContext): readonly Finding[] {
  const referred =
    request.emergency === true && request.referred === undefined
      ? false
      : facts.assumable(request.referred, 'referred', true);
  if (referred === undefined) return [];
  if (referred) return [fulfilled(rule)];
  // A referral is a paper: in a critical emergency it follows later.
  const emergency = facts.assumable(request.emergency, 'emergency', false);
  if (emergency === undefined) return [];
  return emergency
    ? [{ kind: 'condition', when: 'emergency-referral' }]
    : [against('refuse', rule, 'referral-missing')];
}

function creditLine(rule: RuleOf<'credit-line'>, { request, facts }: AdmissionContext): readonly Finding[] {
  if (request.creditLine === null) return [against('refuse', rule, 'credit-line-missing')];
  const line = facts.needed(request.creditLine, 'creditLine');
  if (line === undefined) return [];
  if (line.openedOn > request.day) return [against('refuse', rule, 'credit-line-missing')];
  const usual = line.limitFen >= rule.leastFen && line.limitFen <= rule.mostFen;
  return [usual ? fulfilled(rule) : against('review', rule, 'credit-line-limit')];
}

function spaceless(name: string): string {
  return name.normalize('NFKC').replace(/\s/gu, '');
}

function fulfilled({ rule, article, zh, en }: Requirement): Finding {
  return { kind: 'fulfilled', reason: { code: `${rule}-met`, article, zh: `符合：${zh}`, en: `met: ${en}` } };
}

function against(kind: 'refuse' | 'review', { article, zh, en }: Requirement, code: string): Finding {
  return kind === 'refuse'
    ? { kind, reason: { code, article, zh: `不符合：${zh}`, en: `not met: ${en}` } }
    : { kind, reason: { code, article, zh: `须人工核实：${zh}`, en: `a person must check: ${en}` } };
}
