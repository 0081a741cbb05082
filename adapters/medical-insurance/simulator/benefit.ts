import { entryOf } from '../../../domain/entry.ts';
import {
  type Fen,
  fen,
  maxFen,
  minFen,
  type Ratio,
  scaleFen,
  subtractFen,
  sumFen,
  zeroFen,
} from '../../../domain/money.ts';
import type { BenefitRules, Tier } from './rules.ts';

/** What one fund of the simulated insurer pays, or the code (`setl_proc_info`) with which it pays nothing. */
export interface FundLine {
  readonly fund: string;
  readonly fen: Fen;
  readonly refusal: string | null;
}

export interface Benefit {
  readonly lines: readonly FundLine[];
  readonly deductibleFen: Fen;
  readonly paidFen: Fen;
}

/** Works a bill out, tier after tier, each on what the tiers before left of the in-policy cost. */
export function benefitOf(
  rules: BenefitRules,
  bill: {
    readonly type: '310' | '390';
    readonly totalFen: Fen;
    readonly inPolicyFen: Fen;
    /** Low-income labels valid at discharge, as the insurer codes them. */
    readonly labels: readonly string[];
    readonly assistanceUsedFen: Fen;
  },
): Benefit {
  const lines: FundLine[] = [];
  const left = (): Fen =>
    maxFen(zeroFen, subtractFen(bill.inPolicyFen, sumFen(lines.map((line) => line.fen))));
  const pay = (tier: Tier, deductibleFen = tier.deductibleFen, leastFen = zeroFen): void => {
    const ownFen = scaleFen(maxFen(zeroFen, subtractFen(left(), deductibleFen)), tier.ratio);
    lines.push({ fund: tier.fund, fen: maxFen(ownFen, leastFen), refusal: null });
  };
  const basic = rules.basic[bill.type];
  pay(basic);
  const poor = bill.labels.length > 0;
  const { critical, supplement, assistance } = rules;
  if (critical?.types.includes(bill.type)) {
    const deductibleFen = poor ? halved(critical.deductibleFen) : critical.deductibleFen;
    const guaranteed = critical.guarantee !== null && bill.labels.includes(critical.guarantee.label);
    const overFen = guaranteed ? wholeFenOver(bill.totalFen, critical.guarantee.over) : zeroFen;
    pay(critical, deductibleFen, subtractFen(overFen, lines[0]?.fen ?? zeroFen));
  }
  if (supplement !== null && bill.type === '390') pay(supplement);
  if (assistance !== null) {
    const best = bestRatio(assistance.ratios, bill.labels);
    const room = maxFen(zeroFen, subtractFen(assistance.yearlyCapFen, bill.assistanceUsedFen));
    lines.push(
      best === undefined
        ? { fund: assistance.fund, fen: zeroFen, refusal: 'P100' }
        : { fund: assistance.fund, fen: minFen(scaleFen(left(), best), room), refusal: null },
    );
  }
  return {
    lines,
    deductibleFen: minFen(basic.deductibleFen, bill.inPolicyFen),
    paidFen: sumFen(lines.map((line) => line.fen)),
  };
}

/** Several labels never add up: the best one counts. */
function bestRatio(ratios: Readonly<Record<string, Ratio>>, labels: readonly string[]): Ratio | undefined {
  return labels
    .flatMap((label) => entryOf(ratios, label) ?? [])
    .toSorted((a, b) => b.numerator * a.denominator - a.numerator * b.denominator)[0];
}

/** The smallest whole number of fen above a part of an amount. */
function wholeFenOver(amount: Fen, { numerator, denominator }: Ratio): Fen {
  return fen(Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator)) + 1);
}

function halved(amount: Fen): Fen {
  return scaleFen(amount, { numerator: 1, denominator: 2 });
}
