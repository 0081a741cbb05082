import type { SelectType } from 'kysely';
import { announcementStateCodes } from '../../domain/announcements.ts';
import { arrearsEndCodes, servedWays } from '../../domain/arrears.ts';
import { chargePolicyCodes } from '../../domain/charges.ts';
import { claimEventKinds } from '../../domain/claim-events.ts';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { coreTransactions } from '../../domain/core-answers.ts';
import { type InstitutionRuleKind, ruleDays } from '../../domain/institution-rules.ts';
import { differenceCodes, reconciliationStates } from '../../domain/insurer-reconciliation.ts';
import { listAgencies } from '../../domain/list.ts';
import { listDeliveryStateCodes } from '../../domain/list-delivery.ts';
import { listFormatCodes } from '../../domain/list-formats.ts';
import { partyOfDecider } from '../../domain/objection-resolutions.ts';
import { givenWays, patientNoticeCodes } from '../../domain/patient-notices.ts';
import { preSettlementCodes } from '../../domain/pre-settlement.ts';
import { printedCodes } from '../../domain/printed-papers.ts';
import { planStates, reliefKinds, reliefSources } from '../../domain/repayment.ts';
import { resolutionStates } from '../../domain/resolutions.ts';
import { organisationKinds } from '../../domain/roles.ts';
import { signers } from '../../domain/signers.ts';
import { interimStates } from '../../domain/staging.ts';
import { stages } from '../../domain/stay.ts';
import { textMessageStateCodes } from '../../domain/text-messages.ts';
import { obligationStates, restsOfClaim } from '../../store/money/obligation-states.ts';
import type { Tables } from '../../store/postgres/tables.ts';

/** The array of the code; where there is none, each code of the column's type once, as the compiler has it. */
type Codes<Code> = [Code] extends [string] ? readonly Code[] | Readonly<Record<Code, true>> : never;

type CodesOf<Table> = {
  readonly [Column in keyof Table]?: Codes<NonNullable<SelectType<Table[Column]>>>;
};

/** What the code knows of every column whose check lists codes. */
export const columnCodes: { readonly [Table in keyof Tables]?: CodesOf<Tables[Table]> } = {
  actors: { kind: { person: true, machine: true } },
  amendments: { ending: { settled: true, kept: true } },
  announcements: { state: announcementStateCodes },
  arrearsCases: { endedBecause: arrearsEndCodes, noticeWay: servedWays },
  arrearsObjections: { objectedBy: signers },
  bulkResolutionItems: { state: { waiting: true, done: true, 'not-done': true, withdrawn: true } },
  chargeEntries: { policy: chargePolicyCodes },
  checks: { checker: { doctor: true, desk: true } },
  claimEvents: { kind: claimEventKinds, told: { said: true, arrived: true } },
  conditionRecords: { kind: conditionKindCodes },
  coreAnswers: {
    transaction: coreTransactions,
    said: { done: true, refused: true },
    checked: { agrees: true, differs: true, unchecked: true },
  },
  coreSettlements: {
    state: { settled: true, reversing: true, 'reversal-unknown': true, reversed: true },
  },
  creditLines: { noticedWay: givenWays },
  creditOrders: {
    kind: { hold: true, renew: true, release: true, draw: true, reverse: true },
    state: { due: true, sent: true, done: true, refused: true, dropped: true },
    basis: { consent: true, mandate: true },
    consentedBy: { patient: true, family: true },
    repayment: { open: true, repaid: true, overdue: true },
  },
  decisionObjections: { objectedBy: signers, decidingParty: Object.values(partyOfDecider) },
  decisions: { outcome: { admit: true, refuse: true, review: true } },
  institutionRules: { kind: Object.keys(ruleDays) as readonly InstitutionRuleKind[] },
  institutions: {
    kind: { public: true, private: true },
    type: { hospital: true, township: true, community: true },
  },
  insuredStays: { chosenBy: { scheme: true, admission: true, resolution: true } },
  insurerDifferences: { kind: differenceCodes },
  insurerReconciliations: { state: reconciliationStates },
  interimBills: { state: interimStates },
  listConflicts: { kind: { 'insurer-label': true, agencies: true, name: true } },
  listDeliveries: { state: listDeliveryStateCodes },
  listVersions: {
    state: {
      ...{ received: true, staging: true, staged: true, held: true },
      ...{ released: true, rejected: true, failed: true, superseded: true },
    },
    kind: { full: true, delta: true },
    format: listFormatCodes,
    source: { push: true, pull: true },
    decision: { release: true, reject: true },
  },
  lists: { agency: listAgencies },
  obligations: { state: obligationStates, restIs: restsOfClaim },
  outbox: {
    kind: {
      ...{ 'start-stay': true, discharge: true, signal: true },
      ...{ 'start-claim': true, 'reopen-stay': true, 'start-repayment': true },
    },
  },
  parties: { role: organisationKinds },
  patientCircumstances: { circumstance: { hardship: true, died: true } },
  patientNotices: { kind: patientNoticeCodes, givenWay: givenWays },
  patientReliefs: { kind: reliefKinds, source: reliefSources },
  preSettlements: { state: preSettlementCodes },
  printedPapers: { kind: printedCodes },
  registryDeliveries: {
    action: {
      ...{ 'on-search': true, 'on-subscribe': true, 'on-unsubscribe': true },
      ...{ 'txn-on-status': true, notify: true },
    },
    state: { owed: true, delivered: true, refused: true },
  },
  registryRequests: { action: { search: true, subscribe: true, unsubscribe: true, 'txn-status': true } },
  registrySubscriptions: { event: { REGISTER: true, UPDATE: true, DEREGISTER: true } },
  repaymentPlans: { signedBy: signers, state: planStates },
  resolutions: { state: resolutionStates },
  stays: { stage: stages, settledBy: { hub: true, hospital: true } },
  textMessages: { state: textMessageStateCodes },
  waiverEnds: { handedTo: signers },
  webhookDeliveries: { state: { owed: true, taken: true, 'given-up': true } },
  webhooks: { state: { on: true, off: true } },
};
