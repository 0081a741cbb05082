import type { Decision, DecisionOutcome, Reason } from '../domain/decision.ts';
import { type FieldError, HubProblem } from '../domain/failures.ts';
import { type FactSource, type Finding, factsOf } from './admission-facts.ts';
import { checkRequirement } from './admission-rules.ts';
import { categories, exclusionCodes } from './codes.ts';
import type { Condition, SchemeVersion } from './engine/scheme-version.ts';
import { checkExclusions } from './exclusion-rules.ts';
import { type DecisionRequest, fieldError } from './requests.ts';
import type { Schemes } from './schemes.ts';

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
  checkCodes(request);
  if (found.kind === 'scheme-not-in-force') return notInForce(found.nearest);
  return decideByVersion(found.scheme, request, options);
}

/** The same by a version that is pinned in a stay. */
export function decideByVersion(
  scheme: SchemeVersion,
  request: DecisionRequest,
  options: DecideOptions,
): Decision {
  const facts = factsOf(request, options.omissions);
  const findings = [
    ...scheme.admission.flatMap((rule) => checkRequirement(rule, { scheme, request, facts })),
    ...checkExclusions(scheme, request, facts),
  ];
  return {
    scheme: scheme.id,
    version: scheme.version,
    ...verdict(findings, facts),
    conditions: conditionsFor(scheme, findings),
    missing: facts.missing,
    assumed: facts.assumed,
  };
}

function verdict(
  findings: readonly Finding[],
  facts: FactSource,
): { readonly outcome: DecisionOutcome; readonly reasons: readonly Reason[] } {
  const reasons = (kind: Finding['kind']): readonly Reason[] =>
    findings.flatMap((finding) => (finding.kind === kind && 'reason' in finding ? [finding.reason] : []));
  const refusals = reasons('refuse');
  if (refusals.length > 0) return { outcome: 'refuse', reasons: refusals };
  const reviews = reasons('review');
  if (reviews.length > 0 || facts.missing.length > 0) return { outcome: 'review', reasons: reviews };
  return { outcome: 'admit', reasons: [...reasons('fulfilled'), ...reasons('not-payable')] };
}

/** What must follow: always, or because of something found. Conditions never refuse. */
function conditionsFor(scheme: SchemeVersion, findings: readonly Finding[]): readonly Reason[] {
  const triggers = new Set<Condition['when']>(['always']);
  for (const finding of findings) if (finding.kind === 'condition') triggers.add(finding.when);
  if (findings.some((finding) => finding.kind === 'not-payable')) triggers.add('item-excluded');
  return scheme.conditions
    .filter((condition) => triggers.has(condition.when))
    .map(({ rule, article, zh, en }) => ({ code: rule, article, zh, en }));
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
        zh: `入院当日方案不在施行期内（自 ${nearest.from} 起）`,
        en: `the scheme was not in force on the admission day (from ${nearest.from})`,
      },
    ],
    conditions: [],
    missing: [],
    assumed: [],
  };
}

function checkCodes(request: DecisionRequest): void {
  const errors: FieldError[] = [];
  for (const code of Object.keys(request.facts ?? {})) {
    const known = Object.hasOwn(exclusionCodes, code) ? exclusionCodes[code] : undefined;
    const derived = known?.derived === true || derivedCodes.has(code);
    if (derived) errors.push(fieldError('exclusion-derived', `/facts/${code}`, code));
    else if (known === undefined) errors.push(fieldError('exclusion-unknown', `/facts/${code}`, code));
  }
  for (const [index, category] of (request.categories ?? []).entries()) {
    if (!Object.hasOwn(categories, category.code))
      errors.push(fieldError('category-unknown', `/categories/${index}/code`, category.code));
  }
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

/** Codes of requirements that follow from other fields of the request; like derived exclusions they are never stated as facts. */
const derivedCodes: ReadonlySet<string> = new Set([
  'category-not-covered',
  'insurance-type-not-covered',
  'insured-elsewhere',
  'household-elsewhere',
  'institution-outside-region',
  'institution-level',
  'institution-kind',
  'institution-not-named',
  'credit-line-missing',
  'scheme-not-in-force',
]);
