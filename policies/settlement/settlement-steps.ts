import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import {
  addFen,
  type Fen,
  maxFen,
  minFen,
  scaleFen,
  subtractFen,
  sumFen,
  formatYuan as yuan,
  zeroFen,
} from '../../domain/money.ts';
import type { SettlementStep, Share } from '../../domain/settlement.ts';
import { fieldError } from '../engine/requests.ts';
import type { PayerRule, StepRule } from '../engine/scheme-version.ts';
import { acceptedStep } from './accepted-answer.ts';
import { assistance } from './assistance-step.ts';
import { countyRatio, diseaseStandard } from './county-values.ts';
import { decimal, justAbove, paid } from './settlement-arithmetic.ts';
import {
  type BillContext,
  type Effect,
  type RuleOf,
  type StepContext,
  usedInYear,
} from './settlement-step.ts';

/** One payer's share: its steps in order, then never more than what the funds have still to bring. Throws HubProblem `request-invalid`. */
export function payerShare(payer: PayerRule, context: BillContext): Share {
  const answer = entryOf(context.request.answers, payer.payer);
  const paidBefore = paid(context.before);
  if (answer !== undefined && 'refused' in answer) return refused(payer, answer);
  const room = maxFen(zeroFen, subtractFen(context.bill.fundsFen, paidBefore));
  const steps: SettlementStep[] = [];
  let share: Fen = zeroFen;
  for (const rule of payer.steps) {
    for (const effect of stepEffects(rule, { ...context, payer, share, room, paidBefore })) {
      share = addFen(share, effect.change);
      steps.push(line(rule, effect));
    }
    if (share > room) {
      steps.push(line(rule, capped(share, room)));
      share = room;
    }
  }
  if (answer !== undefined && 'accepted' in answer && answer.accepted === true && share !== answer.paidFen) {
    steps.push(acceptedStep(payer, { schemeFen: share, paidFen: answer.paidFen }));
    share = answer.paidFen;
  }
  return { payer: payer.payer, fen: share, steps };
}

function stepEffects(rule: StepRule, context: StepContext): readonly Effect[] {
  switch (rule.step) {
    case 'core-answer':
      return coreAnswer(context);
    case 'floor-guarantee':
      return floorGuarantee(rule, context);
    case 'ratio-of-remainder':
      return ratioOfRemainder(rule, context);
    case 'disease-standard':
      return standard(rule, context);
    case 'assistance':
      return assistance(rule, context);
    case 'fill-up':
      return [
        { change: context.room, zh: `补齐 ${yuan(context.room)}`, en: `fills up ${yuan(context.room)}` },
      ];
    default:
      return never(rule);
  }
}

/** What the insurer's core answered; no answer counts like an answer of 0 and is listed as assumed. */
function coreAnswer(context: StepContext): readonly Effect[] {
  const { payer, request, bill } = context;
  const answer = entryOf(request.answers, payer.payer);
  if (answer === undefined || !('paidFen' in answer)) {
    bill.assumed.push(`answers.${payer.payer}`);
    return [{ change: zeroFen, zh: '未答复，按 0 计', en: 'no answer, counted as 0' }];
  }
  const open = maxFen(zeroFen, subtractFen(bill.totalFen, answeredBefore(context)));
  if (answer.paidFen > open) {
    const path = `/answers/${payer.payer}/paidFen`;
    throw new HubProblem('request-invalid', {
      errors: [
        fieldError(
          path,
          'payer-pays-too-much',
          `${yuan(answer.paidFen)} > ${yuan(open)}（${payer.article}）`,
        ),
      ],
    });
  }
  if ('named' in answer)
    return [{ change: zeroFen, zh: '医保结算未列，按 0 计', en: 'not named by the core, counted as 0' }];
  return [
    {
      change: answer.paidFen,
      zh: `答复支付 ${yuan(answer.paidFen)}`,
      en: `answered ${yuan(answer.paidFen)}`,
    },
  ];
}

/** What the payers before said that they pay, whatever the scheme then capped or raised; a computed one by its share. */
function answeredBefore({ request, before }: StepContext): Fen {
  return sumFen(
    before.map((share) => {
      const answer = entryOf(request.answers, share.payer);
      return answer !== undefined && 'paidFen' in answer ? answer.paidFen : share.fen;
    }),
  );
}

/** Raises to the smallest whole fen at which everything paid so far is more than the ratio of the total. */
function floorGuarantee(rule: RuleOf<'floor-guarantee'>, context: StepContext): readonly Effect[] {
  const { bill, share, paidBefore, room } = context;
  const floor = justAbove(bill.totalFen, rule.above);
  const reached = addFen(paidBefore, share);
  if (reached >= floor) return [{ change: zeroFen, zh: '已达保底', en: 'reached already' }];
  if (share === 0 && !rule.raiseOnZero)
    return [{ change: zeroFen, zh: '自身为 0，不作保底', en: 'own rules give 0, not raised' }];
  const raised = minFen(subtractFen(floor, paidBefore), maxFen(room, share));
  const sum = `${yuan(paidBefore)} + ${yuan(raised)}`;
  return [
    {
      change: subtractFen(raised, share),
      zh: `${sum} 须大于 ${yuan(bill.totalFen)} × ${decimal(rule.above)}`,
      en: `${sum} must be more than ${yuan(bill.totalFen)} × ${decimal(rule.above)}`,
    },
  ];
}

function ratioOfRemainder(rule: RuleOf<'ratio-of-remainder'>, context: StepContext): readonly Effect[] {
  const { bill, paidBefore } = context;
  const rate = countyRatio(rule, context.request);
  const whole = rule.remainder === 'cost' ? bill.totalFen : bill.fundsFen;
  const rest = maxFen(zeroFen, subtractFen(whole, paidBefore));
  const sum = `(${yuan(whole)} − ${yuan(paidBefore)}) × ${decimal(rate)}`;
  return [{ change: scaleFen(rest, rate), zh: sum, en: sum }];
}

function standard(rule: RuleOf<'disease-standard'>, context: StepContext): readonly Effect[] {
  const grant = diseaseStandard(rule, context.request, context.bill.assumed);
  if (grant === null) return [{ change: zeroFen, zh: '非救助病种', en: 'not one of the diseases' }];
  const granted = rule.oncePerPersonAndYear ? usedInYear(context) : zeroFen;
  if (granted > 0) {
    const zh = `本年其他住院已救助 ${yuan(granted)}`;
    return [{ change: zeroFen, zh, en: `granted for another stay of the year: ${yuan(granted)}` }];
  }
  return [
    {
      change: grant.standardFen,
      zh: `病种标准 ${yuan(grant.standardFen)}`,
      en: `standard of the disease ${yuan(grant.standardFen)}`,
    },
  ];
}

/** What came before the no stays the payer's; it is never more than the bill leaves. */
function refused(
  payer: PayerRule,
  { refused: code, beforeFen = zeroFen }: { readonly refused: string; readonly beforeFen?: Fen | undefined },
): Share {
  const { rule, article, zh, en } = payer.refusal;
  const before = beforeFen === 0 ? null : yuan(beforeFen);
  const step: SettlementStep = {
    ...{ rule: `${payer.payer}.${rule}`, article, basis: 'duty', fen: beforeFen },
    zh: before === null ? `${zh}（${code}）` : `${zh}（${code}），此前已付 ${before}`,
    en: before === null ? `${en} (${code})` : `${en} (${code}); ${before} was paid before`,
  };
  return { payer: payer.payer, fen: beforeFen, steps: [step] };
}

function capped(share: Fen, room: Fen): Effect {
  return {
    change: subtractFen(room, share),
    zh: `以尚缺的 ${yuan(room)} 为限`,
    en: `at most what is still missing, ${yuan(room)}`,
  };
}

function line(rule: StepRule, effect: Effect): SettlementStep {
  const { rule: name, article, basis, zh, en } = rule;
  return {
    ...{ rule: name, article, basis },
    zh: `${zh}：${effect.zh}`,
    en: `${en}: ${effect.en}`,
    fen: effect.change,
  };
}
