import type { BrokenAnswer } from '../../domain/attention-detail.ts';
import { entryOf } from '../../domain/entry.ts';
import { isBesidePayer } from '../../domain/ids.ts';
import { zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { SettlementRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

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
