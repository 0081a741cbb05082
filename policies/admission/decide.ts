import type { Decision, DecisionOutcome, Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { categories, exclusionCodes } from '../codes/codes.ts';
import { type DecisionRequest, fieldError } from '../engine/requests.ts';
import type { Condition, SchemeVersion } from '../engine/scheme-version.ts';
import { daysOf } from '../engine/spans.ts';
import type { Schemes } from '../schemes.ts';
import type { Check } from './admission-check.ts';
import { type Facts, type Findings, noFindings } from './admission-facts.ts';
import { requirementCheck } from './admission-rules.ts';
import { adoptionNotInForce } from './adoption.ts';
import { withoutContradictions } from './contradictory-facts.ts';
import { exclusionCheck, unlistedCheck } from './exclusion-rules.ts';

/** What an omitted fact means: in a what-if it is assumed favourable and listed, in a live stay it is unknown and goes to a person. */
export interface DecideOptions {
  readonly omissions: 'assume' | 'unknown';
}

/**
 * May this person be treated without a deposit, by the scheme's version of the admission day? Explains itself.
 * Refusal beats review, review beats admission; nothing is decided by silence.
 * Throws HubProblem `scheme-unknown`, or `request-invalid` for unknown codes.
 */
export function decide(
  schemes: Schemes,
  schemeId: string,
  request: DecisionRequest,
  options: DecideOptions = { omissions: 'assume' },
): Decision {
  const found = schemes.version(schemeId, request.day);
  if (found.kind === 'unknown-scheme') throw new HubProblem('scheme-unknown', { detail: schemeId });
  checkRequest(request, options);
  if (found.kind === 'scheme-not-in-force') return notInForce(found.nearest);
  const adoption = adoptionNotInForce(schemes, schemeId, request);
  if (adoption !== undefined) return notInForce(adoption);
  return decideByVersion(found.scheme, request, options);
}

/** The same by a version that is pinned in a stay. */
export function decideByVersion(
  scheme: SchemeVersion,
  request: DecisionRequest,
  options: DecideOptions,
): Decision {
  const { checks, conditions } = readyFor(scheme);
  const facts: Facts = { omissions: options.omissions, missing: [], assumed: [] };
  const findings = noFindings();
  const asked = withoutContradictions(scheme, request, findings);
  if (request.injury === true) findings.triggers.push('injury');
  for (const check of checks) check(asked, facts, findings);
  const { missing, assumed } = facts;
  const { outcome, reasons } = verdict(findings, missing);
  return {
    scheme: scheme.id,
    version: scheme.version,
    outcome,
    reasons,
    conditions: outcome === 'refuse' ? [] : conditions(findings),
    missing,
    assumed,
  };
}

function verdict(
  { met, refusals, reviews, notPayable }: Findings,
  missing: readonly string[],
): { readonly outcome: DecisionOutcome; readonly reasons: readonly Reason[] } {
  if (refusals.length > 0) return { outcome: 'refuse', reasons: refusals };
  if (reviews.length > 0 || missing.length > 0) return { outcome: 'review', reasons: reviews };
  return { outcome: 'admit', reasons: notPayable.length === 0 ? met : [...met, ...notPayable] };
}

/** A scheme version with its rules made ready, once per process. */
interface ReadyScheme {
  readonly checks: readonly Check[];
  /** What must follow: always, or because of something found. Conditions never refuse. */
  readonly conditions: (findings: Findings) => readonly Reason[];
}

const readySchemes = new WeakMap<SchemeVersion, ReadyScheme>();

function readyFor(scheme: SchemeVersion): ReadyScheme {
  const known = readySchemes.get(scheme);
  if (known !== undefined) return known;
  const told = scheme.conditions.map(({ rule, article, zh, en, when }) => ({
    when,
    reason: { code: rule, article, zh, en },
  }));
  const always = told.filter(({ when }) => when === 'always').map(({ reason }) => reason);
  const ready: ReadyScheme = {
    checks: [
      ...scheme.admission.map((rule) => requirementCheck(rule, scheme)),
      ...scheme.exclusions.map(exclusionCheck),
      unlistedCheck(scheme),
    ],
    conditions: ({ triggers, notPayable }) => {
      if (triggers.length === 0 && notPayable.length === 0) return always;
      const called = (when: Condition['when']): boolean =>
        when === 'always' || triggers.includes(when) || (when === 'item-excluded' && notPayable.length > 0);
      return told.filter(({ when }) => called(when)).map(({ reason }) => reason);
    },
  };
  readySchemes.set(scheme, ready);
  return ready;
}

function notInForce(nearest: SchemeVersion): Decision {
  return {
    scheme: nearest.id,
    version: 'not-in-force',
    outcome: 'refuse',
    reasons: [
      {
        code: 'scheme-not-in-force',
        article: nearest.article,
        zh: `入院当日方案不在施行期内（${daysOf(nearest).zh}）`,
        en: `the scheme was not in force on the admission day (${daysOf(nearest).en})`,
      },
    ],
    conditions: [],
    missing: [],
    assumed: [],
  };
}

function checkRequest(request: DecisionRequest, { omissions }: DecideOptions): void {
  const errors: FieldError[] = [];
  for (const code of Object.keys(request.facts ?? {})) {
    const known = entryOf(exclusionCodes, code);
    const derived = known?.derived === true || derivedCodes.has(code);
    if (derived) errors.push(fieldError(`/facts/${code}`, 'exclusion-derived', code));
    else if (known === undefined) errors.push(fieldError(`/facts/${code}`, 'exclusion-unknown', code));
  }
  for (const [index, category] of (request.categories ?? []).entries()) {
    if (!Object.hasOwn(categories, category.code))
      errors.push(fieldError(`/categories/${index}/code`, 'category-unknown', category.code));
    // What a living list contradicts goes to a person; whoever asks what if corrects the question.
    if (omissions === 'unknown') continue;
    if (category.until !== undefined && category.until < category.since)
      errors.push(fieldError(`/categories/${index}/until`, 'days-contradictory'));
  }
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

/** Codes of requirements that follow from other fields of the request; like derived exclusions they are never stated as facts. */
const derivedCodes: ReadonlySet<string> = new Set([
  'category-not-covered',
  'insurance-type-not-covered',
  'insured-elsewhere',
  'insurance-contradictory',
  'household-elsewhere',
  'institution-outside-region',
  'institution-level',
  'institution-kind',
  'institution-not-named',
  'institution-not-yet',
  'credit-line-missing',
  'scheme-not-in-force',
]);
