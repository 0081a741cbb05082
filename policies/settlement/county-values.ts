import { HubProblem } from '../../domain/failures.ts';
import { type Fen, MoneyError, parseRatio, type Ratio } from '../../domain/money.ts';
import type { RedCrossDisease } from '../codes/codes.ts';
import { fieldError, type SettlementRequest } from '../engine/requests.ts';
import type { StepRule } from '../engine/scheme-version.ts';

type RuleOf<Name extends StepRule['step']> = Extract<StepRule, { readonly step: Name }>;

/** The county's contract ratio, 0 to 1. Throws HubProblem: there is no default, and a ratio above 1 would pay more than the cost. */
export function countyRatio(rule: RuleOf<'ratio-of-remainder'>, request: SettlementRequest): Ratio {
  const written = request.parameters?.commercialRatio;
  if (written === undefined) return missing(rule.county, rule.article);
  return readRatio(written);
}

/** Reads a ratio from 0 to 1; `path` is where it stands in the request. Throws HubProblem `request-invalid` with `ratio-invalid`. */
export function readRatio(written: string, path = '/parameters/commercialRatio'): Ratio {
  const value = parsedRatio(written);
  if (value !== null && value.numerator <= value.denominator) return value;
  throw new HubProblem('request-invalid', {
    errors: [fieldError(path, 'ratio-invalid', written.slice(0, 20))],
  });
}

function parsedRatio(written: string): Ratio | null {
  try {
    return parseRatio(written);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

/** This year's standard of the patient's disease, null when it is none of the scheme's diseases; unstated is assumed to be none. */
export function diseaseStandard(
  rule: RuleOf<'disease-standard'>,
  request: SettlementRequest,
  assumed: string[],
): { readonly disease: RedCrossDisease; readonly standardFen: Fen } | null {
  const grant = request.parameters?.redCross;
  if (grant === undefined) {
    assumed.push(`parameters.${rule.county}`);
    return null;
  }
  if (grant !== null && !rule.diseases.includes(grant.disease))
    throw new HubProblem('request-invalid', {
      errors: [fieldError('/parameters/redCross/disease', 'disease-unknown', rule.article)],
    });
  return grant;
}

function missing(name: string, article: string): never {
  throw new HubProblem('request-invalid', {
    errors: [fieldError(`/parameters/${name}`, 'parameter-missing', `${name}（${article}）`)],
  });
}
