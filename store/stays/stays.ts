import { loggedCalls } from '../messages/calls.ts';
import { arrearsReads } from '../money/arrears-reads.ts';
import { cashDays } from '../money/cash-days.ts';
import { chargeRecords } from '../money/charge-lists.ts';
import { chargeReads } from '../money/charge-reads.ts';
import { claimEventRecords } from '../money/claim-events.ts';
import { claimedUnder } from '../money/claimed-under.ts';
import { coreSettlements } from '../money/core-settlements.ts';
import { creditAnswers } from '../money/credit-answers.ts';
import { creditNext } from '../money/credit-next.ts';
import { creditOrders } from '../money/credit-orders.ts';
import { creditReads } from '../money/credit-reads.ts';
import { creditReports } from '../money/credit-reports.ts';
import { interimActs } from '../money/interim-acts.ts';
import { interimReads } from '../money/interim-bills.ts';
import { ledger } from '../money/ledger.ts';
import { ledgerCheck } from '../money/ledger-check.ts';
import { obligationProgress } from '../money/obligation-progress.ts';
import { obligationRecords } from '../money/obligations.ts';
import { ownSettlements } from '../money/own-settlements.ts';
import { patientAccounts } from '../money/patient-account.ts';
import { patientNotices } from '../money/patient-notices.ts';
import { patientPayments } from '../money/patient-payments.ts';
import { paymentStages } from '../money/payment-stages.ts';
import { planFollowing } from '../money/plan-following.ts';
import { planReads } from '../money/plan-reads.ts';
import { preSettlements } from '../money/pre-settlements.ts';
import { remittanceReads } from '../money/remittance-reads.ts';
import { remittanceRecords } from '../money/remittances.ts';
import { settlingAgain } from '../money/settle-again.ts';
import { settlingFurther } from '../money/settle-further.ts';
import { settlementRecords } from '../money/settlements.ts';
import { unpaidOwnParts } from '../money/unpaid-own-parts.ts';
import { admissions } from './admissions.ts';
import { agreementRecords } from './agreements.ts';
import { anotherTries } from './another-try.ts';
import { attentionRecords } from './attention.ts';
import { bulkResolutions } from './bulk-resolutions.ts';
import { cancellations } from './cancellations.ts';
import { checkRecords } from './checks.ts';
import { closingRecord } from './closing.ts';
import { conditionRecords } from './condition-records.ts';
import { coreAnswerRecords } from './core-answers.ts';
import { coverChanges } from './cover-changes.ts';
import { dischargeRecords } from './discharges.ts';
import { stayEvents } from './events.ts';
import { impersonations } from './impersonations.ts';
import { insuredStays } from './insured-stays.ts';
import { otherStays } from './other-stays.ts';
import { pinnedRecords } from './pinned.ts';
import { printedPapers } from './printed-papers.ts';
import { type StoreParts, stayRecords } from './records.ts';
import { registrationRecords } from './registrations.ts';
import { resolutionRecords } from './resolutions.ts';
import { restartRecords } from './restarts.ts';
import { sealedFacts } from './sealed-facts.ts';
import { stageRecords } from './stages.ts';
import { stayLists } from './stay-lists.ts';
import { wholeStays } from './whole.ts';

/** Everything that is kept of stays, as one object; each part lives in a file of its own. */
export function stayStore(parts: StoreParts) {
  return {
    ...stayRecords(parts),
    ...stayLists(parts),
    ...wholeStays(parts),
    ...admissions(parts),
    ...sealedFacts(parts),
    ...otherStays(parts),
    ...registrationRecords(parts),
    ...stageRecords(parts),
    ...checkRecords(parts),
    ...agreementRecords(parts),
    ...conditionRecords(parts),
    ...printedPapers(parts),
    ...dischargeRecords(parts),
    ...chargeRecords(parts),
    ...chargeReads(parts),
    ...coreSettlements(parts),
    ...claimedUnder(parts),
    ...settlementRecords(parts),
    ...settlingAgain(parts),
    ...settlingFurther(parts),
    ...interimReads(parts),
    ...interimActs(parts),
    ...preSettlements(parts),
    ...patientAccounts(parts),
    ...patientPayments(parts),
    ...planFollowing(parts),
    ...planReads(parts),
    ...arrearsReads(parts),
    ...patientNotices(parts),
    ...unpaidOwnParts(parts),
    ...cashDays(parts),
    ...paymentStages(parts),
    ...creditLines(parts),
    ...ownSettlements(parts),
    ...obligationRecords(parts),
    ...obligationProgress(parts),
    ...claimEventRecords(parts),
    ...remittanceReads(parts),
    ...remittanceRecords(parts),
    ...ledgerCheck(parts),
    ...closingRecord(parts),
    ...attentionRecords(parts),
    ...pinnedRecords(parts),
    ...restartRecords(parts),
    ...coreAnswerRecords(parts),
    ...coverChanges(parts),
    ...cancellations(parts),
    ...impersonations(parts),
    ...insuredStays(parts),
    ...resolutionRecords(parts),
    ...bulkResolutions(parts),
    ...loggedCalls(parts),
    ...anotherTries(parts),
    ...stayEvents(parts.db),
    ...ledger(parts.db),
  };
}

function creditLines(parts: StoreParts) {
  return {
    ...creditOrders(parts),
    ...creditNext(parts),
    ...creditAnswers(parts),
    ...creditReports(parts),
    ...creditReads(parts),
  };
}

export type StayStore = ReturnType<typeof stayStore>;
