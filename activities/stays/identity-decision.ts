import type { Decision, Reason } from '../../domain/decision.ts';
import { type IdentityDoubt, identityReason } from '../../domain/identity-doubt.ts';
import type { DecisionRequest } from '../../policies/engine/requests.ts';

/** The question without what depends on who the person is: nobody is refused, or admitted, on somebody else's record. */
export function impersonal(request: DecisionRequest): DecisionRequest {
  const { insurance: _insurance, categories: _categories, creditLine: _line, ...rest } = request;
  return rest;
}

/** A person must find out who it is; what refuses whoever it is refuses all the same. */
export function doubted(decision: Decision, doubt: IdentityDoubt, withoutNumber = false): Decision {
  if (decision.outcome === 'refuse') return decision;
  const open = decision.outcome === 'review' ? decision.reasons : [];
  return { ...decision, outcome: 'review', reasons: [mismatch(doubt, withoutNumber), ...open] };
}

/** Whether a decision waits for the person to be certain. */
export function isDoubted(reasons: readonly Reason[]): boolean {
  return reasons.some(({ code }) => code === identityReason);
}

function mismatch({ relative }: IdentityDoubt, withoutNumber: boolean): Reason {
  const [zh, en] = relative
    ? ['；该证件号的家庭中有此姓名的人', "; somebody of the number's household has that name"]
    : withoutNumber
      ? ['；无居民身份证号，名单不能印证', '; without a resident number no list can confirm it']
      : ['', ''];
  return {
    code: identityReason,
    article: '身份核验 · identity check',
    zh: `须人工核实：窗口录入的姓名与证件号尚未得到另一独立来源印证${zh}`,
    en: `a person must check: no other source confirms the window's name for that identity number${en}`,
  };
}
