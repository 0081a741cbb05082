import type { Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import { exclusionCodes } from '../codes/codes.ts';
import type { Exclusion, Practice, SchemeVersion } from '../engine/scheme-version.ts';

/**
 * The grounds on which the scheme lets a hospital end the waiver of a stay in care, each with what its text, or our reading of it,
 * says. Empty: it has no such rule. Source: the scheme's practices `exclusion-found-later` and `arrears`.
 */
export function benefitEndGrounds({ exclusions, practice }: SchemeVersion): ReadonlyMap<string, Reason> {
  const rules = [...practice.values()];
  const later = rules.find(({ kind }) => kind === 'exclusion-found-later');
  const arrears = rules.find((one) => one.kind === 'arrears' && one.endsBenefitInCare);
  const found = later === undefined ? [] : exclusions.filter(mayBeFoundLater).map((one) => told(one, later));
  const owed = arrears === undefined ? [] : [{ ...wordsOf(arrears), code: 'malicious-arrears' }];
  return new Map([...found, ...owed].map((reason) => [reason.code, reason]));
}

/** What is found in care is why somebody lies there, or what costs the waiver alone; who the person is was decided at admission. */
function mayBeFoundLater({ rule, effect }: Exclusion): boolean {
  if (effect === 'waiver-lost') return true;
  return effect === 'no-entry' && entryOf(exclusionCodes, rule)?.level === 'cause';
}

function told(exclusion: Exclusion, later: Practice): Reason {
  return {
    code: exclusion.rule,
    article: exclusion.article,
    zh: `${exclusion.zh}：${later.zh}`,
    en: `${exclusion.en}: ${later.en}`,
  };
}

function wordsOf({ article, zh, en }: Practice): Omit<Reason, 'code'> {
  return { article, zh, en };
}
