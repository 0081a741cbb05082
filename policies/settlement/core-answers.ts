import type { BrokenAnswer } from '../../domain/attention-detail.ts';
import { entryOf } from '../../domain/entry.ts';
import { isBesidePayer, type PayerId } from '../../domain/ids.ts';
import { type Fen, maxFen, minFen, subtractFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { SettlementRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { fundsOf, justAbove } from './settlement-arithmetic.ts';

/** Between which amounts (fen) a core payer's answer must lie; they travel in the claim. */
export interface CoreLimits {
  readonly atLeastFen: Fen;
  readonly atMostFen: Fen;
}

// Used by: "insurer (policies/engine/later-work.ts): core answers".
/** The floor and cap for one core payer of a live stay, after `paidBeforeFen` of earlier payers. A payer without a guarantee has floor 0. */
export function coreLimits(
  scheme: SchemeVersion,
  bill: { readonly totalFen: Fen; readonly paidBeforeFen: Fen },
  payer: PayerId,
): CoreLimits {
  const atMostFen = maxFen(zeroFen, subtractFen(fundsOf(scheme, bill.totalFen), bill.paidBeforeFen));
  const rule = scheme.payers.find((candidate) => candidate.payer === payer);
  const guarantee = rule?.steps.find((step) => step.step === 'floor-guarantee');
  if (guarantee === undefined) return { atLeastFen: zeroFen, atMostFen };
  const floor = subtractFen(justAbove(bill.totalFen, guarantee.above), bill.paidBeforeFen);
  return { atLeastFen: minFen(atMostFen, maxFen(zeroFen, floor)), atMostFen };
}

/**
 * Core answers that the scheme had to cap or raise, or that never came. In a what-if a step says so; in a live stay
 * nothing may be booked that the payer did not answer, so each of these goes to a person. A refusal is an answer.
 */
export function brokenCoreAnswers(
  scheme: SchemeVersion,
  request: SettlementRequest,
  settlement: Settlement,
): readonly BrokenAnswer[] {
  const ofScheme = scheme.payers.flatMap(({ payer, tier, article }): readonly BrokenAnswer[] => {
    if (tier !== 'core') return [];
    const answer = entryOf(request.answers, payer);
    const share = settlement.shares.find((candidate) => candidate.payer === payer);
    const allowedFen = share?.fen ?? zeroFen;
    if (answer === undefined)
      return [{ payer, rule: 'core-answer-missing', article, answeredFen: null, allowedFen }];
    if ('refused' in answer || answer.paidFen === allowedFen) return [];
    // The last step that moved anything is the one that capped or raised.
    const rule = share?.steps.findLast(({ fen }) => fen !== 0) ?? {
      rule: 'core-answer-breaks-rule',
      article,
    };
    return [{ payer, rule: rule.rule, article: rule.article, answeredFen: answer.paidFen, allowedFen }];
  });
  return [...ofScheme, ...brokenBeside(request, settlement)];
}

/** The same for funds of the insurer that no scheme names: the rule is that of the share's last step. */
function brokenBeside(request: SettlementRequest, settlement: Settlement): readonly BrokenAnswer[] {
  return settlement.shares.flatMap(({ payer, fen: allowedFen, steps }): readonly BrokenAnswer[] => {
    const answer = isBesidePayer(payer) ? entryOf(request.answers, payer) : undefined;
    const last = steps.at(-1);
    if (answer === undefined || 'refused' in answer || last === undefined || answer.paidFen === allowedFen)
      return [];
    const { rule, article } = last;
    return [{ payer, rule, article, answeredFen: answer.paidFen, allowedFen }];
  });
}
