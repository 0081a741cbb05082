import { entryOf } from '../../domain/entry.ts';
import { fen, maxFen, minFen, subtractFen, formatYuan as yuan, zeroFen } from '../../domain/money.ts';
import { decimal, paid, weighted } from './settlement-arithmetic.ts';
import { type Effect, type RuleOf, type StepContext, usedInYear } from './settlement-step.ts';

/** Ratio of the base, where out-of-policy money counts in part and in-policy money is taken to be paid first; then what is left of the yearly cap. */
export function assistance(rule: RuleOf<'assistance'>, context: StepContext): readonly Effect[] {
  const { bill, before, request } = context;
  const after = entryOf(rule.bases, rule.assistanceBase);
  const upTo = before.findIndex((share) => share.payer === after);
  const paidFirst = paid(before.slice(0, upTo + 1));
  const whole = rule.remainder === 'cost' ? bill.totalFen : bill.fundsFen;
  const rest = maxFen(zeroFen, subtractFen(whole, paidFirst));
  const outside = minFen(rest, bill.outOfPolicyFen);
  const inside = subtractFen(rest, outside);
  // One rounding, at the end: (in × ratio + out × share × ratio) over one denominator.
  const formula = weighted(inside, outside, { outsideShare: rule.outOfPolicyShare, by: rule.ratio });
  const sum = `(${yuan(inside)} + ${yuan(outside)} × ${decimal(rule.outOfPolicyShare)}) × ${decimal(rule.ratio)} = ${yuan(formula)}`;
  const effects: Effect[] = [{ change: formula, zh: sum, en: sum }];
  const used = usedInYear(context);
  if (request.dischargeDay === undefined) bill.assumed.push('dischargeDay');
  const year = (request.dischargeDay ?? request.day).slice(0, 4);
  const left = maxFen(zeroFen, subtractFen(fen(rule.yearlyCapFen), used));
  if (formula > left) {
    const cap = `${yuan(fen(rule.yearlyCapFen))} − ${yuan(used)} = ${yuan(left)}`;
    effects.push({
      change: subtractFen(left, formula),
      zh: `${year} 年累计上限 ${cap}`,
      en: `yearly cap of ${year}: ${cap}`,
    });
  }
  return effects;
}
