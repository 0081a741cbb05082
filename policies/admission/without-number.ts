import type { Decision, Reason } from '../../domain/decision.ts';
import type { ReviewCode } from './review-codes.ts';

/** Why the lists say nothing of a person who has no resident number. */
const unlistable: Reason = {
  code: 'no-resident-number' satisfies ReviewCode,
  article: '身份核验 · identity check',
  zh: '无居民身份证号：民政、乡村振兴名单只按身份证号记人，名单未列不等于不在对象之列，须由人核定',
  en: 'no resident number: the lists name people by it alone, so their silence says nothing of this person; a person decides',
};

/** The decision that waits for a category which no list can tell, with the reason for it. */
export function withoutNumberTold(decision: Decision): Decision {
  if (decision.outcome !== 'review' || !decision.missing.includes('categories')) return decision;
  return { ...decision, reasons: [...decision.reasons, unlistable] };
}
