import type { Decision, Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import { exclusionCodes } from '../codes/codes.ts';
import type { Exclusion, Practice, SchemeVersion } from '../engine/scheme-version.ts';
import { askedGrounds, awaitedKeepers } from './asked-elsewhere.ts';

/**
 * The grounds on which the scheme lets a hospital end the waiver of a stay in care, each with what its text, or our reading of it,
 * says; also what a keeper of records was still to answer when `decision` was made. Empty: it has no such rule. Source: the scheme's practices `exclusion-found-later` and `arrears`.
 */
export function benefitEndGrounds(
  version: SchemeVersion,
  decision: Decision | null = null,
): ReadonlyMap<string, Reason> {
  const { exclusions, practice } = version;
  const rules = [...practice.values()];
  const later = rules.find(({ kind }) => kind === 'exclusion-found-later');
  const arrears = rules.find((one) => one.kind === 'arrears' && one.endsBenefitInCare);
  const silent = awaitedKeepers(version, decision);
  const awaited = new Set(
    askedGrounds(version).flatMap(({ keeper, exclusion }) =>
      silent.includes(keeper) && exclusion.effect !== 'review' ? [exclusion] : [],
    ),
  );
  const found =
    later === undefined
      ? []
      : exclusions.filter((one) => mayBeFoundLater(one) || awaited.has(one)).map((one) => told(one, later));
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
