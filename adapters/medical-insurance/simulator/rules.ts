import { type Fen, fen, type Ratio, ratio } from '../../../domain/money.ts';

/** How a simulated insurer works a bill out. Invented but ordinary figures, no county's law; of no day, so that an edit reaches stays that are open too. */
export interface BenefitRules {
  readonly basic: Readonly<Record<'310' | '390', Tier>>;
  /** Of what the tiers before left of the in-policy cost; a label of the low-income table halves the deductible. */
  readonly critical:
    | (Tier & {
        readonly types: readonly ('310' | '390')[];
        /** People with such a label get more than this part of the whole bill from both insurances together. */
        readonly guarantee: { readonly label: string; readonly over: Ratio } | null;
      })
    | null;
  readonly supplement: Tier | null;
  readonly assistance: {
    readonly fund: string;
    readonly ratios: Readonly<Record<string, Ratio>>;
    readonly yearlyCapFen: Fen;
  } | null;
}

export interface Tier {
  /** `fund_pay_type` in the region's core. */
  readonly fund: string;
  readonly deductibleFen: Fen;
  readonly ratio: Ratio;
}

const tier = (fund: string, deductibleYuan: number, percent: number): Tier => ({
  fund,
  deductibleFen: fen(deductibleYuan * 100),
  ratio: ratio(percent, 100),
});

const critical = { ...tier('390200', 14_000, 60), types: ['390'] as const, guarantee: null };
const assistance = {
  fund: '610100',
  yearlyCapFen: fen(60_000_00),
  ratios: {
    '5001': ratio(1, 1),
    '5002': ratio(70, 100),
    '5003': ratio(60, 100),
    '5004': ratio(70, 100),
    '5101': ratio(70, 100),
    '5102': ratio(70, 100),
    '5103': ratio(60, 100),
    '5104': ratio(60, 100),
    '5105': ratio(60, 100),
  },
};

const henan: BenefitRules = {
  basic: { '310': tier('310100', 600, 85), '390': tier('390100', 400, 70) },
  critical,
  supplement: tier('390300', 3_000, 50),
  assistance,
};

/** Rules by the division of the insurer. */
export const benefitRules: Readonly<Record<string, BenefitRules>> = {
  '131121': {
    basic: { '310': tier('310100', 300, 88), '390': tier('390100', 300, 70) },
    critical: null,
    supplement: null,
    assistance: null,
  },
  '150802': {
    basic: { '310': tier('310100', 500, 85), '390': tier('390100', 200, 75) },
    // 临政办字〔2017〕112号 四（三）2: above 75 % of the bill once critical-illness insurance has paid.
    critical: { ...critical, guarantee: { label: '5101', over: ratio(3, 4) } },
    supplement: null,
    assistance: null,
  },
  '210200': {
    basic: { '310': tier('310100', 500, 85), '390': tier('390100', 500, 70) },
    critical: null,
    supplement: null,
    assistance: null,
  },
  '410000': henan,
  '411200': henan,
  '411202': henan,
  '411203': henan,
  '500154': {
    basic: { '310': tier('310100', 440, 90), '390': tier('390100', 300, 75) },
    critical,
    supplement: null,
    assistance,
  },
};
