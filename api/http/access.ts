import type { Role } from '../../domain/roles.ts';
import { accessToAnnouncements } from './access-to-announcements.ts';
import { accessToDeliveries, accessToRules } from './access-to-rules.ts';
import { countyReaders, hospitalDesks, hospitalRoles } from './role-groups.ts';

/** Whose data an operation may touch: the caller's own (its institution's stays, its lists, what it owes), or all of the county. */
export type WhoseData = 'own' | 'county';

/** Who may do one thing, and with whose data. */
export interface Access {
  readonly roles: readonly Role[] | 'anyone';
  /** What test/http/access walks; the routes enforce it. */
  readonly data: WhoseData;
  /** Also without a credential, from the machine itself: health checks of the container. */
  readonly orLocal?: true;
  /** Also with the configured token, which serves to set up the first person who gives credentials. */
  readonly orBootstrap?: true;
}

const countyStayReaders = [...countyReaders, 'health-commission'] as const;
const keepers = ['agency', 'agency-officer'] as const;

/** Offices that have the power over a person's category or cover, and payers that then pay more. */
const confirmers = ['agency-officer', 'bureau', 'payer'] as const;

const open = { roles: 'anyone', data: 'county' } as const;
const stayReaders = { roles: [...hospitalRoles, ...countyStayReaders], data: 'own' } as const;
const desk = { roles: ['hospital', 'window', 'operator'], data: 'own' } as const;
const cashier = { roles: ['hospital', 'window', 'hospital-finance', 'operator'], data: 'own' } as const;
const operators = { roles: ['operator'], data: 'county' } as const;
const listKeepers = { roles: [...keepers, 'operator'], data: 'own' } as const;
const listReaders = { roles: [...keepers, ...countyReaders], data: 'own' } as const;
/** Who may send what an organisation is told to an address: its own system, or who answers for it. */
const webhookOwners = {
  roles: ['hospital', 'hospital-lead', ...keepers, 'payer', 'bureau', 'bank', 'operator'],
  data: 'own',
} as const;
const registrySystems = { roles: ['hospital', 'agency'], data: 'own' } as const;

/**
 * Who × action × whose data, for every operation of docs/openapi.json; what is not named here does not exist. The roles of the
 * county's offices see the whole county, all others only their own (test/http/access walks every operation, role and owner).
 */
export const access = {
  admit: desk,
  // A number and a name for an answer: only who admits, for the own institution.
  checkEligibility: { roles: ['hospital', 'window'], data: 'own' },
  listStays: stayReaders,
  getStay: stayReaders,
  getIdentity: { roles: ['hospital', 'window'], data: 'own' },
  changeContact: { roles: ['hospital', 'window'], data: 'own' },
  getDeposit: { roles: hospitalDesks, data: 'own' },
  // Who looked, and what they saw, is for whoever answers for it: not for the hub's operator.
  getConditions: { roles: [...hospitalRoles, 'auditor', 'health-commission'], data: 'own' },
  listConditions: { roles: [...hospitalRoles, 'auditor', 'health-commission'], data: 'own' },
  recordCondition: { roles: ['hospital', 'window', 'ward'], data: 'own' },
  recordCheck: { roles: ['hospital', 'window', 'ward'], data: 'own' },
  recordAgreement: desk,
  recordCharges: { roles: ['hospital', 'window', 'hospital-finance'], data: 'own' },
  // The items of a bill tell the illness: only the hospital reads them.
  getCharges: { roles: hospitalRoles, data: 'own' },
  discharge: cashier,
  deliverCoreAnswer: { roles: ['hospital', 'window', 'hospital-finance'], data: 'own' },
  offerPaymentStage: { roles: ['window', 'hospital-finance', 'hospital-lead'], data: 'own' },
  askPreSettlement: { roles: ['hospital', 'window', 'hospital-finance'], data: 'own' },
  openInterimBill: { roles: hospitalDesks, data: 'own' },
  withdrawInterimBill: { roles: hospitalDesks, data: 'own' },
  payPatientPart: cashier,
  getPatientAccount: stayReaders,
  listArrears: stayReaders,
  getArrears: stayReaders,
  listUnpaidOwnParts: stayReaders,
  listOverdueDraws: stayReaders,
  getCashDay: { roles: [...hospitalDesks, ...countyReaders], data: 'own' },
  putCashDay: { roles: ['hospital', 'hospital-finance'], data: 'own' },
  explainCashDay: { roles: ['hospital-finance', 'hospital-lead'], data: 'own' },
  nameOwnPartOwner: { roles: ['hospital-finance', 'hospital-lead'], data: 'own' },
  listPatientNotices: stayReaders,
  listNoticesOfStay: stayReaders,
  // Name and address: the hospital's people only.
  getPatientNotice: { roles: hospitalDesks, data: 'own' },
  recordNoticeGiven: { roles: hospitalDesks, data: 'own' },
  ...accessToAnnouncements,
  recordDrawNotice: cashier,
  orderDraw: { roles: ['hospital', 'window', 'hospital-finance'], data: 'own' },
  recordDisbursement: { roles: ['hospital', 'hospital-finance'], data: 'own' },
  // By the bank's own number of a draw, which nobody else has.
  tellRepayment: { roles: ['bank'], data: 'own' },
  amendStay: { roles: ['hospital', 'window', 'hospital-finance'], data: 'own' },
  getSettlement: stayReaders,
  // Names and items are on the paper: the hospital's people only; which of them prints which: domain/printed-papers.ts.
  listPapers: { roles: hospitalRoles, data: 'own' },
  printPaper: { roles: hospitalRoles, data: 'own' },
  getEvents: stayReaders,
  listInsurerCalls: { roles: ['hospital', 'hospital-lead', 'operator'], data: 'own' },
  getListedCategories: { roles: ['hospital', 'window', 'operator'], data: 'own' },
  getHousehold: { roles: ['hospital', 'window', 'operator'], data: 'own' },
  // The bureau about what its core answered, while that waits for people.
  proposeResolution: { roles: [...hospitalRoles, 'operator', 'bureau', 'health-commission'], data: 'own' },
  previewResolution: { roles: [...hospitalRoles, 'operator', 'bureau', 'health-commission'], data: 'own' },
  listResolutions: { roles: [...stayReaders.roles, 'bureau'], data: 'own' },
  listProposals: {
    roles: [...hospitalRoles, ...confirmers, 'operator', 'auditor', 'health-commission'],
    data: 'own',
  },
  confirmResolution: { roles: ['hospital-lead', ...confirmers, 'health-commission'], data: 'own' },
  withdrawResolution: { roles: [...hospitalRoles, 'operator', 'bureau', 'health-commission'], data: 'own' },
  previewBulk: { roles: [...hospitalDesks, 'operator'], data: 'own' },
  orderBulk: { roles: [...hospitalDesks, 'operator'], data: 'own' },
  listBulk: stayReaders,
  withdrawBulk: { roles: [...hospitalDesks, 'operator'], data: 'own' },
  restartStay: operators,
  healthReport: { roles: countyReaders, data: 'county', orLocal: true },
  listAttention: { roles: countyReaders, data: 'county' },
  listObligations: {
    roles: ['payer', 'bureau', 'hospital', 'hospital-finance', 'hospital-lead', ...countyReaders],
    data: 'own',
  },
  recordClaimEvent: { roles: ['payer', 'bureau'], data: 'own' },
  listClaimEvents: stayReaders,
  recordRemittance: { roles: ['hospital', 'hospital-finance'], data: 'own' },
  reconcileWithInsurer: { roles: ['hospital', 'hospital-finance', 'hospital-lead', 'operator'], data: 'own' },
  listInsurerReconciliations: {
    roles: ['hospital', 'hospital-finance', 'hospital-lead', ...countyReaders],
    data: 'own',
  },
  allocateRemittance: { roles: ['hospital', 'hospital-finance'], data: 'own' },
  listRemittances: {
    roles: ['payer', 'bureau', 'hospital', 'hospital-finance', 'hospital-lead', ...countyReaders],
    data: 'own',
  },
  checkLedger: { roles: countyReaders, data: 'county' },
  lastReconciliation: { roles: countyReaders, data: 'county' },
  reconcile: operators,
  listDigests: { roles: countyReaders, data: 'county' },
  listSchemes: open,
  getScheme: open,
  whatIfDecision: open,
  whatIfSettlement: open,
  listPinnedStays: { roles: countyReaders, data: 'county' },
  putInstitution: operators,
  ...accessToRules,
  ...accessToDeliveries,
  putParty: { roles: ['operator', 'security'], data: 'county', orBootstrap: true },
  putActor: { roles: ['security'], data: 'county', orBootstrap: true },
  listActors: { roles: ['security', 'auditor'], data: 'county' },
  listAudit: { roles: countyReaders, data: 'county' },
  verifyAudit: { roles: countyReaders, data: 'county' },
  listPartyHolds: { roles: countyReaders, data: 'county' },
  holdParty: operators,
  releaseParty: operators,
  revokeCredential: { roles: ['operator', 'security'], data: 'county' },
  putList: operators,
  putCountyParameter: operators,
  putRegionValue: operators,
  listRegionValues: { roles: countyReaders, data: 'county' },
  getList: listReaders,
  listVersions: listReaders,
  pushList: listKeepers,
  getListVersion: listReaders,
  listVersionErrors: listKeepers,
  previewListVersion: listReaders,
  releaseListVersion: listKeepers,
  rejectListVersion: listKeepers,
  restartListVersion: operators,
  pullList: listKeepers,
  latestPull: listReaders,
  listVersionReceipt: listReaders,
  schedulePull: operators,
  listHeadCounts: listReaders,
  getListedHousehold: listKeepers,
  listMisspeltNames: { roles: keepers, data: 'own' },
  listConflicts: operators,
  resolveListConflict: operators,
  registrySearch: registrySystems,
  registrySubscribe: registrySystems,
  registryUnsubscribe: registrySystems,
  registryStatus: registrySystems,
  registrySyncSearch: registrySystems,
  registrySyncStatus: registrySystems,
  registryKeys: open,
  registryToken: open,
  putRegistryPeer: operators,
  listRegistryDeliveries: operators,
  retryRegistryDelivery: operators,
  putWebhook: webhookOwners,
  listWebhooks: { roles: [...webhookOwners.roles, 'auditor'], data: 'own' },
  removeWebhook: webhookOwners,
  rotateWebhookSecret: webhookOwners,
  pingWebhook: webhookOwners,
  listWebhookEvents: webhookOwners,
  live: open,
  ready: { roles: countyReaders, data: 'county', orLocal: true },
  metrics: { roles: countyReaders, data: 'county', orLocal: true },
} as const satisfies Record<string, Access>;

/** Every operation of the door. */
export type OperationId = keyof typeof access;
