import { atOnceActivities } from './at-once/at-once.ts';
import { exchangesAtOnce } from './at-once/exchange.ts';
import type { Activities } from './contract.ts';
import { listActivities } from './lists/index.ts';
import { creditLineActivity } from './money/credit-line.ts';
import { insurerReconciliationActivity } from './money/insurer-reconciliation.ts';
import { interimActivities } from './money/interim.ts';
import { preSettlementActivity } from './money/pre-settlement.ts';
import { reimbursementActivity } from './money/reimbursement.ts';
import { repaymentActivity } from './money/repayment.ts';
import { settlementActivities } from './money/settlement.ts';
import { announcementActivity } from './notices/announcement.ts';
import { textMessagesActivity } from './notices/text-messages.ts';
import type { ActivityParts } from './parts.ts';
import { admissionActivities } from './stays/admission.ts';
import { cancellingActivity } from './stays/cancelling.ts';
import { closingActivity } from './stays/closing.ts';
import { coverActivity } from './stays/cover.ts';
import { lateRecordsActivity } from './stays/record-answers.ts';
import { troubleActivity } from './stays/trouble.ts';

/** The single registration of everything that workflows may ask for. */
export function createActivities(parts: ActivityParts) {
  const within = exchangesAtOnce(parts.exchange);
  return {
    ...staySteps(parts),
    ...atOnceActivities((withinMs) => staySteps({ ...parts, exchange: within(withinMs) })),
    ...creditLineActivity(parts),
    ...lateRecordsActivity(parts),
    ...insurerReconciliationActivity(parts),
    ...preSettlementActivity(parts),
    ...textMessagesActivity(parts),
    ...announcementActivity(parts),
    ...troubleActivity(parts),
    ...listActivities(parts.lists),
  } satisfies Activities;
}

/** The steps of a stay over one exchange. */
function staySteps(parts: ActivityParts) {
  return {
    ...coverActivity(parts),
    ...admissionActivities(parts),
    ...settlementActivities(parts),
    ...interimActivities(parts),
    ...reimbursementActivity(parts),
    ...closingActivity(parts),
    ...repaymentActivity(parts),
    ...cancellingActivity(parts),
  };
}
