import { HubProblem } from '../domain/failures.ts';
import { never } from '../domain/invariant.ts';
import {
  addFen,
  type Fen,
  fen,
  formatYuan,
  maxFen,
  minFen,
  type Ratio,
  ratio,
  scaleFen,
  subtractFen,
  sumFen,
  zeroFen,
} from '../domain/money.ts';
import type { SettlementStep, Share } from '../domain/settlement.ts';
import { countyRatio, diseaseStandard } from './county-parameters.ts';
import type { PayerRule, StepRule } from './engine/scheme-version.ts';
import { fieldError, type SettlementRequest } from './requests.ts';

/** A bill on its way through the payers; amounts in fen. */
export interface BillContext {
  readonly request: SettlementRequest;
  readonly bill: {
    readonly totalFen: Fen;
    readonly outOfPolicyFen: Fen;
    /** What all payers together may reach. */
    readonly fundsFen: Fen;
    readonly assumed: string[];
  };
  /** The shares of the payers before this one. */
  readonly before: readonly Share[];
}

/** What one step would change, with its arithmetic in both languages. */
interface Effect {
  readonly change: Fen;
  readonly zh: string;
  readonly en: string;
}

/** One payer's share: its steps in order, then never more than what the funds have still to bring. Throws HubProblem `request-invalid`. */
export function payerShare(payer: PayerRule, context: BillContext): Share {
  const answer = context.request.answers?.[payer.payer];
  const paidBefore = paid(context.before);
  if (answer !== undefined && 'refused' in answer) return refused(payer, answer.refused);
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
  return { payer: payer.payer, fen: share, steps };
}

interface StepContext extends BillContext {
  readonly payer: PayerRule;
  /** What this payer's earlier steps came to. */
  readonly share: Fen;
  readonly room: Fen;
  readonly paidBefore: Fen;
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

type RuleOf<Name extends StepRule['step']> = Extract<StepRule, { readonly step: Name }>;

/** What the insurer's core answered; no answer counts like an answer of 0 and is listed as assumed. */
function coreAnswer({ payer, request, bill, paidBefore }: StepContext): readonly Effect[] {
  const answer = request.answers?.[payer.payer];
  if (answer === undefined || !('paidFen' in answer)) {
    bill.assumed.push(`answers.${payer.payer}`);
    return [{ change: zeroFen, zh: '未答复，按 0 计', en: 'no answer, counted as 0' }];
  }
  const open = subtractFen(bill.totalFen, paidBefore);
  if (answer.paidFen > open) {
    const path = `/answers/${payer.payer}/paidFen`;
    throw new HubProblem('request-invalid', {
      errors: [
        fieldError(
          'payer-pays-too-much',
          path,
          `${yuan(answer.paidFen)} > ${yuan(open)}（${payer.article}）`,
        ),
      ],
    });
  }
  return [
    {
      change: answer.paidFen,
      zh: `答复支付 ${yuan(answer.paidFen)}`,
      en: `answered ${yuan(answer.paidFen)}`,
    },
  ];
}

/** Raises to the smallest whole fen at which everything paid so far is more than the ratio of the total. */
function floorGuarantee(rule: RuleOf<'floor-guarantee'>, context: StepContext): readonly Effect[] {
  const { bill, share, paidBefore, room } = context;
  const floor = justAbove(bill.totalFen, rule.above);
  const reached = addFen(paidBefore, share);
  if (reached >= floor) return [];
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

function standard(rule: RuleOf<'disease-standard'>, { request, bill }: StepContext): readonly Effect[] {
  const grant = diseaseStandard(rule, request, bill.assumed);
  if (grant === null) return [{ change: zeroFen, zh: '非救助病种', en: 'not one of the diseases' }];
  return [
    {
      change: grant.standardFen,
      zh: `病种标准 ${yuan(grant.standardFen)}`,
      en: `standard of the disease ${yuan(grant.standardFen)}`,
    },
  ];
}

/** Ratio of the base, where out-of-policy money counts in part and in-policy money is taken to be paid first; then what is left of the yearly cap. */
function assistance(rule: RuleOf<'assistance'>, context: StepContext): readonly Effect[] {
  const { bill, before, payer, request } = context;
  const after = rule.bases[rule.assistanceBase];
  const upTo = before.findIndex((share) => share.payer === after);
  const paidFirst = paid(before.slice(0, upTo + 1));
  const whole = rule.remainder === 'cost' ? bill.totalFen : bill.fundsFen;
  const rest = maxFen(zeroFen, subtractFen(whole, paidFirst));
  const outside = minFen(rest, bill.outOfPolicyFen);
  const inside = subtractFen(rest, outside);
  // One rounding, at the end: (in × ratio + out × share × ratio) over one denominator.
  const formula = weighted(inside, outside, rule);
  const sum = `(${yuan(inside)} + ${yuan(outside)} × ${decimal(rule.outOfPolicyShare)}) × ${decimal(rule.ratio)} = ${yuan(formula)}`;
  const effects: Effect[] = [{ change: formula, zh: sum, en: sum }];
  const used = request.usedThisYear?.[payer.payer];
  if (used === undefined) bill.assumed.push(`usedThisYear.${payer.payer}`);
  if (request.dischargeDay === undefined) bill.assumed.push('dischargeDay');
  const year = (request.dischargeDay ?? request.day).slice(0, 4);
  const left = maxFen(zeroFen, subtractFen(fen(rule.yearlyCapFen), used ?? zeroFen));
  if (formula > left) {
    const cap = `${yuan(fen(rule.yearlyCapFen))} − ${yuan(used ?? zeroFen)} = ${yuan(left)}`;
    effects.push({
      change: subtractFen(left, formula),
      zh: `${year} 年累计上限 ${cap}`,
      en: `yearly cap of ${year}: ${cap}`,
    });
  }
  return effects;
}

function weighted(inside: Fen, outside: Fen, rule: RuleOf<'assistance'>): Fen {
  const { numerator: share, denominator: parts } = rule.outOfPolicyShare;
  const base = BigInt(inside) * BigInt(parts) + BigInt(outside) * BigInt(share);
  const over = BigInt(parts) * BigInt(rule.ratio.denominator);
  const product = base * BigInt(rule.ratio.numerator);
  return fen(Number((2n * product + over) / (2n * over)));
}

function refused(payer: PayerRule, code: string): Share {
  const { rule, article, zh, en } = payer.refusal;
  return {
    payer: payer.payer,
    fen: zeroFen,
    steps: [
      {
        rule: `${payer.payer}.${rule}`,
        article,
        zh: `${zh}（${code}）`,
        en: `${en} (${code})`,
        fen: zeroFen,
      },
    ],
  };
}

function capped(share: Fen, room: Fen): Effect {
  return {
    change: subtractFen(room, share),
    zh: `以尚缺的 ${yuan(room)} 为限`,
    en: `at most what is still missing, ${yuan(room)}`,
  };
}

function line(rule: StepRule, effect: Effect): SettlementStep {
  const { rule: name, article, zh, en } = rule;
  return { rule: name, article, zh: `${zh}：${effect.zh}`, en: `${en}: ${effect.en}`, fen: effect.change };
}

/** The smallest whole fen above total × ratio. */
function justAbove(total: Fen, by: Ratio): Fen {
  return fen(Number((BigInt(total) * BigInt(by.numerator)) / BigInt(by.denominator)) + 1);
}

function paid(shares: readonly Share[]): Fen {
  return sumFen(shares.map((share) => share.fen));
}

function yuan(amount: Fen): string {
  return formatYuan(amount);
}

function decimal(value: Ratio): string {
  const { numerator, denominator } = ratio(value.numerator, value.denominator);
  return String(numerator / denominator);
}
