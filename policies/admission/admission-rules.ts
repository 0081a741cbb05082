import { never } from '../../domain/invariant.ts';
import { liesIn } from '../codes/codes.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { Requirement, SchemeVersion } from '../engine/scheme-version.ts';
import { type Check, type Read, type RequirementOf, test } from './admission-check.ts';
import { assumable, needed } from './admission-facts.ts';
import { against, doubtful, met } from './admission-reasons.ts';
import { categoryCheck } from './category-check.ts';
import { institutionCheck } from './institution-rules.ts';

/** Makes one requirement of a scheme ready; its texts are put together once, not per decision. */
export function requirementCheck(rule: Requirement, scheme: SchemeVersion): Check {
  const check = checkOf(rule, scheme);
  switch (rule.require) {
    // Without any insurance the type and the place of it are no further grounds.
    case 'insurance-type':
    case 'insured-in':
      return (request, facts, findings) => {
        if (request.insurance?.status !== 'none') check(request, facts, findings);
      };
    default:
      return check;
  }
}

function checkOf(rule: Requirement, scheme: SchemeVersion): Check {
  switch (rule.require) {
    case 'insured':
      return insured(rule);
    case 'insurance-type': {
      // null is an answer ("in no scheme that the hub knows"), undefined is none.
      const read: Read<string> = ({ insurance }, facts) =>
        insurance?.type === null ? 'none' : needed(facts, insurance?.type, 'insurance.type');
      return test(rule, 'insurance-type-not-covered', { read, holds: (type) => rule.oneOf.includes(type) });
    }
    case 'insured-in': {
      const read: Read<string> = ({ insurance }, facts) =>
        needed(facts, insurance?.division, 'insurance.division');
      return test(rule, 'insured-elsewhere', { read, holds: (division) => liesIn(division, rule.region) });
    }
    case 'household-in': {
      const read: Read<string> = ({ householdDivision }, facts) =>
        needed(facts, householdDivision, 'householdDivision');
      return test(rule, 'household-elsewhere', { read, holds: (division) => liesIn(division, rule.region) });
    }
    case 'category':
      return categoryCheck(rule, scheme);
    case 'institution-in-region':
    case 'institution-in-own-county':
    case 'institution-designated':
    case 'institution-level':
    case 'institution-kind':
    case 'institution-named':
      return institutionCheck(rule, scheme);
    case 'referral':
      return referral(rule);
    case 'credit-line':
      return creditLine(rule);
    default:
      return never(rule);
  }
}

/** Told to be uninsured and yet in an insurance: one of the two is wrong, and a person finds out which. */
function contradictory(insurance: DecisionRequest['insurance']): boolean {
  return insurance?.status === 'none' && typeof insurance.type === 'string';
}

function insured(rule: RequirementOf<'insured'>): Check {
  const [yes, none] = [met(rule), against(rule, 'not-insured')];
  const odd = doubtful(rule, 'insurance-contradictory');
  const paused =
    rule.suspended === 'refuse'
      ? against(rule, 'insurance-suspended')
      : doubtful(rule, 'insurance-suspended');
  return ({ insurance }, facts, findings) => {
    if (contradictory(insurance)) return void findings.reviews.push(odd);
    const status = needed(facts, insurance?.status, 'insurance.status');
    if (status === 'active') findings.met.push(yes);
    else if (status === 'none') findings.refusals.push(none);
    else if (status === 'suspended')
      findings[rule.suspended === 'refuse' ? 'refusals' : 'reviews'].push(paused);
  };
}

/** A referral is a paper: in a critical emergency it follows later, told or untold. */
function referral(rule: RequirementOf<'referral'>): Check {
  const [yes, no] = [met(rule), against(rule, 'referral-missing')];
  return (request, facts, findings) => {
    const untold = request.referred === undefined && request.emergency === true;
    const referred = untold
      ? false
      : assumable(facts, request.referred, { path: 'referred', otherwise: true });
    if (referred === undefined) return;
    if (referred) return void findings.met.push(yes);
    const emergency = assumable(facts, request.emergency, { path: 'emergency', otherwise: false });
    if (emergency === undefined) return;
    if (emergency) findings.triggers.push('emergency-referral');
    else findings.refusals.push(no);
  };
}

function creditLine(rule: RequirementOf<'credit-line'>): Check {
  const [yes, no, odd] = [
    met(rule),
    against(rule, 'credit-line-missing'),
    doubtful(rule, 'credit-line-limit'),
  ];
  return (request, facts, findings) => {
    if (request.creditLine === null) return void findings.refusals.push(no);
    const line = needed(facts, request.creditLine, 'creditLine');
    if (line === undefined) return;
    if (line.openedOn > request.day) findings.refusals.push(no);
    else if (line.limitFen >= rule.leastFen && line.limitFen <= rule.mostFen) findings.met.push(yes);
    else findings.reviews.push(odd);
  };
}
