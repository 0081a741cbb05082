import { addDays, type LocalDate } from '../domain/dates.ts';
import type { Reason } from '../domain/decision.ts';
import { never } from '../domain/invariant.ts';
import { assumable, type Facts, type Findings, needed } from './admission-facts.ts';
import { liesIn } from './codes.ts';
import type { Requirement, SchemeVersion } from './engine/scheme-version.ts';
import type { DecisionRequest } from './requests.ts';

/** One rule made ready: reads what it needs and adds what it finds. A fact that nobody stated adds nothing but its name to `missing`. */
export type Check = (request: DecisionRequest, facts: Facts, findings: Findings) => void;

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
      return category(rule, scheme);
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
    case 'referral':
      return referral(rule);
    case 'credit-line':
      return creditLine(rule);
    default:
      return never(rule);
  }
}

type RuleOf<Name extends Requirement['require']> = Extract<Requirement, { readonly require: Name }>;
type Read<T> = (request: DecisionRequest, facts: Facts) => T | undefined;

function test<T>(
  rule: Requirement,
  code: string,
  by: { readonly read: Read<T>; readonly holds: (value: T) => boolean },
): Check {
  const [yes, no] = [met(rule), against(rule, code)];
  return (request, facts, findings) => {
    const value = by.read(request, facts);
    if (value === undefined) return;
    if (by.holds(value)) findings.met.push(yes);
    else findings.refusals.push(no);
  };
}

function insured(rule: RuleOf<'insured'>): Check {
  const [yes, none] = [met(rule), against(rule, 'not-insured')];
  const paused =
    rule.suspended === 'refuse'
      ? against(rule, 'insurance-suspended')
      : doubtful(rule, 'insurance-suspended');
  return ({ insurance }, facts, findings) => {
    const status = needed(facts, insurance?.status, 'insurance.status');
    if (status === 'active') findings.met.push(yes);
    else if (status === 'none') findings.refusals.push(none);
    else if (status === 'suspended')
      findings[rule.suspended === 'refuse' ? 'refusals' : 'reviews'].push(paused);
  };
}

/** Membership counts from `since` on; a list older than the scheme's limit admits with a condition, it never refuses. */
function category(rule: RuleOf<'category'>, scheme: SchemeVersion): Check {
  const [yes, no] = [met(rule), against(rule, 'category-not-covered')];
  const oldestOn = remembered((day) => addDays(day, -scheme.listAgeLimitDays));
  return ({ categories, day }, facts, findings) => {
    const listed = needed(facts, categories, 'categories');
    if (listed === undefined) return;
    const covering = listed.filter((item) => rule.oneOf.includes(item.code) && item.since <= day);
    if (covering.length === 0) return void findings.refusals.push(no);
    const days = covering.map((item, index) =>
      assumable(facts, item.listAsOf, { path: `categories.${index}.listAsOf`, otherwise: day }),
    );
    if (days.every((listDay) => listDay === undefined)) return;
    findings.met.push(yes);
    const oldest = oldestOn(day);
    if (!days.some((listDay) => listDay !== undefined && listDay >= oldest))
      findings.triggers.push('list-too-old');
  };
}

/** Inside the county: where the person is insured, or has the household; a coarser code (a prefecture) holds its counties. */
function ownCounty(rule: RuleOf<'institution-in-own-county'>): Check {
  const read: Read<boolean> = ({ institution, insurance, householdDivision }, facts) => {
    const division = needed(facts, institution?.division, 'institution.division');
    const homes = [insurance?.division, householdDivision].filter((home) => typeof home === 'string');
    const known = needed(facts, homes.length === 0 ? undefined : homes, 'insurance.division');
    return division === undefined ? undefined : known?.some((home) => liesIn(division, home));
  };
  return test(rule, 'institution-outside-region', { read, holds: (inside) => inside });
}

function named(rule: RuleOf<'institution-named'>): Check {
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
  return test(rule, 'institution-not-named', { read, holds: (found) => found });
}

/** A referral is a paper: in a critical emergency it follows later, told or untold. */
function referral(rule: RuleOf<'referral'>): Check {
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

function creditLine(rule: RuleOf<'credit-line'>): Check {
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

/** Keeps the last answer: a county admits many people on one day, and calendar arithmetic is the dearest part of a decision. */
function remembered(of: (day: LocalDate) => LocalDate): (day: LocalDate) => LocalDate {
  let last: { readonly day: LocalDate; readonly answer: LocalDate } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, answer: of(day) };
    return last.answer;
  };
}

function spaceless(name: string): string {
  return name.normalize('NFKC').replace(/\s/gu, '');
}

function met({ rule, article, zh, en }: Requirement): Reason {
  return { code: `${rule}-met`, article, zh: `符合：${zh}`, en: `met: ${en}` };
}

function against({ article, zh, en }: Requirement, code: string): Reason {
  return { code, article, zh: `不符合：${zh}`, en: `not met: ${en}` };
}

function doubtful({ article, zh, en }: Requirement, code: string): Reason {
  return { code, article, zh: `须人工核实：${zh}`, en: `a person must check: ${en}` };
}
