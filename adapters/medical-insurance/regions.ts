import type { PayerId } from '../../domain/ids.ts';
import type { RefusalCode } from '../../domain/refusals.ts';

/** What differs between the insurers' platforms: code tables and one trap of arithmetic. Data, entered per region. */
export interface InsurerRegion {
  /** Receiver divisions (first six characters of `inf_refmsgid`, and of the institutions) that use these tables. */
  readonly divisions: readonly string[];
  readonly receiverSystem: string;
  /** Transaction that tells what became of a message; the national list has none, regions add theirs. */
  readonly messageQuery: string;
  /** `fund_pay_type` → who pays; 'patient' is the person's own account. Anything else is refused, never guessed. */
  readonly fundPayers: Readonly<Record<string, PayerId | 'patient'>>;
  /** Whether `fund_pay_sumamt` holds the personal account: it does in Guangdong and does not in Hunan. */
  readonly fundSumHoldsAccount: boolean;
  readonly insuranceStatus: Readonly<Record<string, 'active' | 'suspended' | 'none'>>;
  /** Insurance types that say nothing about hospital care, such as maternity. */
  readonly otherInsurance: readonly string[];
  /** `psn_idet_type` → our category; the national list was not found, so each region brings its own. */
  readonly labels: Readonly<Record<string, string>>;
  /** Code in brackets at the head of `err_msg`, or `setl_proc_info` of a fund that pays nothing → our refusal code. */
  readonly refusals: Readonly<Record<string, RefusalCode>>;
}

const insuranceStatus = { '1': 'active', '2': 'suspended', '4': 'none' } as const;

const refusals = {
  E1101: 'person-not-found',
  E2401: 'admission-number-used',
  E2402: 'visit-unknown',
  E2403: 'visit-not-open',
  E2404: 'insurance-not-active',
  E2304: 'visit-not-discharged',
  E2305: 'already-settled',
  E2306: 'bill-does-not-add-up',
  E3203: 'settlement-unknown',
  E3204: 'claim-already-filed',
  E3205: 'claim-differs-from-settlement',
  E3206: 'claim-unknown',
  E0001: 'message-id-reused',
  E0002: 'institution-not-designated',
  P100: 'not-covered-by-fund',
  P200: 'below-deductible',
} as const;

const labels = {
  '5001': 'extreme-poverty',
  '5002': 'subsistence-allowance',
  '5003': 'subsistence-marginal',
  '5004': 'child-in-difficulty',
  '5101': 'registered-poor',
  '5102': 'relapse-prone',
  '5103': 'unstable-exit',
  '5104': 'marginal-prone',
  '5105': 'sudden-hardship',
} as const;

const common = {
  receiverSystem: 'YBXT',
  messageQuery: '5203A',
  insuranceStatus,
  otherInsurance: ['510'],
  labels,
  refusals,
};

/** The regions of the county in a box. Fund codes are those of 国家医疗保障信息平台定点医药机构接口规范; labels and refusals are the simulators' own. */
export const insurerRegions: readonly InsurerRegion[] = [
  {
    ...common,
    divisions: ['500154'],
    fundSumHoldsAccount: false,
    fundPayers: {
      '310100': 'basic-insurance',
      '310200': 'patient',
      '330100': 'critical-illness-insurance',
      '390100': 'basic-insurance',
      '390200': 'critical-illness-insurance',
      '610100': 'medical-assistance',
    },
  },
  {
    ...common,
    divisions: ['150802'],
    fundSumHoldsAccount: false,
    fundPayers: {
      '310100': 'basic-insurance',
      '310200': 'patient',
      '390100': 'basic-insurance',
      '390200': 'critical-illness-insurance',
    },
  },
  {
    ...common,
    divisions: ['410000', '411200', '411203'],
    fundSumHoldsAccount: false,
    fundPayers: {
      '310100': 'basic-insurance',
      '310200': 'patient',
      '390100': 'basic-insurance',
      '390200': 'critical-illness-insurance',
      '390300': 'critical-illness-supplement',
      '610100': 'medical-assistance',
    },
  },
  {
    ...common,
    divisions: ['131121', '210200'],
    fundSumHoldsAccount: true,
    fundPayers: { '310100': 'basic-insurance', '310200': 'patient', '390100': 'basic-insurance' },
  },
];

/** The region that a division belongs to; undefined when nobody entered its tables. */
export function regionOf(regions: readonly InsurerRegion[], division: string): InsurerRegion | undefined {
  return regions.find((region) => region.divisions.includes(division));
}
