import type { Reason } from '../../domain/decision.ts';
import type { Approval } from '../engine/approved-institutions.ts';
import type { CountyParameter, Requirement } from '../engine/scheme-version.ts';
import type { ReviewCode } from './review-codes.ts';

/** The requirement is met. */
export function met({ rule, article, zh, en }: Requirement): Reason {
  return { code: `${rule}-met`, article, zh: `符合：${zh}`, en: `met: ${en}` };
}

/** The requirement is not met; `code` says which way. */
export function against({ article, zh, en }: Requirement, code: string): Reason {
  return { code, article, zh: `不符合：${zh}`, en: `not met: ${en}` };
}

/** A person must check the requirement. */
export function doubtful({ article, zh, en }: Requirement, code: ReviewCode): Reason {
  return { code, article, zh: `须人工核实：${zh}`, en: `a person must check: ${en}` };
}

/** The scheme reached the institution after the first ones; says by which paper and since when. */
export function reached({ rule, article }: Requirement, by: Approval): Reason {
  return {
    ...{ code: `${rule}-met`, article },
    zh: `符合：本机构自 ${by.from} 起推行（${by.approval}）`,
    en: `met: the scheme reached this institution on ${by.from} (${by.approval})`,
  };
}

/** It will reach it on a later day. */
export function notYetReached({ article }: Requirement, by: Approval): Reason {
  return {
    ...{ code: 'institution-not-yet', article },
    zh: `不符合：本机构自 ${by.from} 起推行（${by.approval}），入院之日尚未推行`,
    en: `not met: the scheme reaches this institution on ${by.from} (${by.approval}), after the admission`,
  };
}

/** The institution is approved to waive the deposit for everybody; says by which paper and for which days. */
export function allPatientsOpen({ article }: CountyParameter, by: Approval): Reason {
  const [untilZh, untilEn] = by.until === null ? ['', ''] : [`，至 ${by.until} 前`, `, before ${by.until}`];
  return {
    code: 'all-patients-approved',
    article,
    zh: `本机构经批准对所有患者免押金，不看人员类别（${by.approval}，自 ${by.from} 起${untilZh}）`,
    en: `the institution is approved to waive the deposit for everybody, whatever the category (${by.approval}, from ${by.from}${untilEn})`,
  };
}
