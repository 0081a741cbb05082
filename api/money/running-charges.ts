import { type ChargeSums, ownPartHigh } from '../../domain/charges.ts';
import { subtractFen } from '../../domain/money.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import { type RunningEstimate, runningEstimate } from '../../policies/settlement/running-estimate.ts';
import type { RunningCharges } from '../../store/money/charge-reads.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { Rules } from '../stays/offered.ts';
import type { runningCharges } from './charge-views.ts';

type Stay = Pick<StayRecord, 'scheme' | 'admittedOn' | 'insuredStay' | 'discharge'>;

const highTexts = {
  share: {
    zh: '个人负担占比偏高,请与患者沟通',
    en: 'the own part is a large share of the cost: talk with the patient',
  },
  amount: { zh: '个人负担金额偏高,请与患者沟通', en: 'the own part is large: talk with the patient' },
} as const;

/** Sums as the door shows them. */
export function shownSums({ totalFen, outsideFen, selfPaidFen }: ChargeSums) {
  return { totalFen, insideFen: subtractFen(totalFen, outsideFen), outsideFen, selfPaidFen };
}

/** What the lists of a stay say so far: sums, estimate, early warning, and the bill beside them; null where none was sent. */
export function runningView(
  rules: Rules,
  stay: Stay,
  charges: RunningCharges | null,
): ViewOf<typeof runningCharges> | null {
  if (charges === null) return null;
  const { lists, lateLists, lastDay, unsigned } = charges;
  const estimate = estimateOf(rules, stay, charges);
  return {
    ...{ lists, lateLists, lastDay, ...shownSums(charges), unsigned, estimate },
    warning: warningOf(charges, estimate),
    bill: stay.discharge && {
      totalFen: stay.discharge.totalFen,
      chargedFen: charges.totalFen,
      differs: stay.discharge.totalFen !== charges.totalFen,
    },
  };
}

/** Who will pay what, as far as it is known. */
function estimateOf(
  { schemes }: Rules,
  stay: Stay,
  charges: Pick<RunningCharges, 'totalFen' | 'selfPaidFen' | 'estimate'>,
): RunningEstimate {
  return runningEstimate(rulesOfStay(schemes, stay), charges, charges.estimate);
}

/** What is surely the patient's is held against the hospital's own rule. */
function warningOf({ warningRule, totalFen }: RunningCharges, { patient }: RunningEstimate) {
  if (warningRule === null) return null;
  const limit = ownPartHigh(warningRule, { ownPartFen: patient.atLeastFen, totalFen });
  return limit && { code: 'own-part-high' as const, ruleNo: warningRule.ruleNo, limit, ...highTexts[limit] };
}
