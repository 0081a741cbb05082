import { entryOf } from '../../domain/entry.ts';
import { exclusionCodes } from '../codes/codes.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import type { Findings } from './admission-facts.ts';
import type { ReviewCode } from './review-codes.ts';

/** Pairs of causes of which only one can be: by the patient's own will, and by accident. */
const pairs = Object.entries(exclusionCodes).flatMap(([code, { excludes }]) =>
  excludes.map((other) => [code, other] as const),
);

/** The request without causes that contradict each other: neither refuses nor admits, a person finds out which it was. */
export function withoutContradictions(
  scheme: SchemeVersion,
  request: DecisionRequest,
  findings: Findings,
): DecisionRequest {
  const { facts } = request;
  if (facts === undefined) return request;
  const both = pairs.filter((pair) => pair.every((code) => entryOf(facts, code) === true));
  if (both.length === 0) return request;
  for (const [one, other] of both) {
    const [first, second] = [entryOf(exclusionCodes, one), entryOf(exclusionCodes, other)];
    const article = scheme.exclusions.find(({ rule }) => rule === one || rule === other)?.article;
    findings.reviews.push({
      code: 'facts-contradictory' satisfies ReviewCode,
      article: article ?? scheme.article,
      zh: `须人工核实：“${first?.zh}”与“${second?.zh}”不能同时成立`,
      en: `a person must check: "${first?.en}" and "${second?.en}" cannot both be`,
    });
  }
  const doubtful = new Set<string>(both.flat());
  const certain = Object.entries(facts).map(([code, is]) => [code, is && !doubtful.has(code)] as const);
  return { ...request, facts: Object.fromEntries(certain) };
}
