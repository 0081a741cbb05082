import type { InjectOptions } from 'fastify';
import type { OperationId } from '../../api/http/access.ts';
import { byNumber, envelope, forStay, search } from '../registry/registry-under-test.ts';
import type { Side } from './access-world.ts';
import { anAdmissionBody, anIdNumber } from './door-under-test.ts';

/** Who asks, as far as a message must name its sender. */
export interface Asking {
  readonly party: string;
}

/** One good request for an operation, and what it is answered to whoever may ask it. */
export interface Asked {
  /** Answers, as `status` or `status code`; each comes from behind the door. */
  readonly answers: readonly string[];
  /** What stands in the path, where it is not the side's own stay, list and version. */
  readonly path?: (of: Side) => Readonly<Record<string, string>>;
  readonly more?: (of: Side, by: Asking) => Pick<InjectOptions, 'payload' | 'headers'>;
  /** How the foreign is refused: like what is not there, in words, or by not being in the answer. */
  readonly foreign?:
    | 'case-unknown'
    | 'list-unknown'
    | 'remittance-unknown'
    | 'draw-unknown'
    | 'bulk-unknown'
    | 'announcement-unknown'
    | 'not-allowed'
    | 'left-out'
    /** It is named within the caller’s own organisation: the foreign cannot be asked for. */
    | 'own-name'
    | 'rejected';
}

const ofStay = { foreign: 'case-unknown' } as const;
const ofList = { foreign: 'list-unknown' } as const;
const read = { answers: ['200'] } as const;
const payload = (body: object) => ({ more: () => ({ payload: body }) });
const ofWebhook = {
  foreign: 'own-name',
  answers: ['404 webhook-unknown'],
  path: () => ({ name: 'none' }),
} as const;
const ofAnnouncement = {
  foreign: 'announcement-unknown',
  path: ({ announcementRef }: Side) => ({ announcementRef }),
} as const;
const scheme = () => ({ id: 'kaizhou-2024' });
const message = (action: string, body: object) => ({
  answers: ['200'],
  more: (_: Side, { party }: Asking) => ({ payload: envelope(party, action, body) }),
});
const statusOf = {
  transaction_id: 't1',
  txnstatus_request: {
    ...{ reference_id: 's1', txn_type: 'search', attribute_type: 'correlation_id', attribute_value: 'none' },
  },
};

const aBooking = {
  ...{ kind: 'book-part', on: 'reimburse/red-cross/1', evidence: '存档 1', revision: 0 },
  ...{ paidFen: 1, paidOn: '2024-03-09' },
};

const ofInstitution =
  (more: object) =>
  ({ institution }: Side) => ({
    payload: { kind: 'ask-again', filter: { code: 'agency-wait', institution }, ...more },
  });

/** One for every operation: one that is missing here does not compile, and fails the walk. */
export const requests: Readonly<Record<OperationId, Asked>> = {
  admit: {
    ...{ answers: ['202'], foreign: 'not-allowed' },
    more: ({ institution }) => ({ payload: { ...anAdmissionBody(), institution } }),
  },
  checkEligibility: {
    ...{ answers: ['200'], foreign: 'own-name' },
    ...payload({
      ...{ purpose: { code: 'pre-admission', reference: 'YY1' }, scheme: 'kaizhou-2024', day: '2024-03-11' },
      patient: { idNumber: anIdNumber(999), name: '无名' },
    }),
  },
  listStays: { ...read, foreign: 'left-out' },
  getStay: { ...ofStay, ...read },
  getIdentity: { ...ofStay, ...read },
  changeContact: {
    // Until the person is certain nobody's number is changed.
    ...{ ...ofStay, answers: ['200', '409 stage-unfit'] },
    ...payload({ phone: '13800138002' }),
  },
  getDeposit: { ...ofStay, ...read },
  getConditions: { ...ofStay, ...read },
  listConditions: { ...read, foreign: 'left-out' },
  recordCondition: {
    ...{ ...ofStay, answers: ['201', '200'] },
    ...payload({
      ...{ kind: 'papers', doneOn: '2024-03-08', doneBy: '工号 1' },
      papers: [{ paper: 'identity-card', copied: true, kept: false }],
    }),
  },
  recordCheck: {
    // The desk may record its own look, not the doctor's.
    ...{ ...ofStay, answers: ['201', '200', '403 role-unfit'] },
    ...payload({ by: 'doctor', checkedBy: '工号 1', categories: ['extreme-poverty'] }),
  },
  recordAgreement: {
    ...{ ...ofStay, answers: ['201', '200'] },
    ...payload({
      ...{ textVersion: 'deferral-1', signedBy: 'patient', signerName: '测试患者', signedOn: '2024-03-08' },
      sha256: 'a'.repeat(64),
    }),
  },
  recordCharges: {
    ...{ ...ofStay, answers: ['201', '200'], path: ({ inCare }) => ({ caseRef: inCare }) },
    ...payload({
      ...{ listNo: 'L1', day: '2024-03-09' },
      entries: [
        { code: 'X1', name: '床位费', category: 'bed', quantity: '1', fen: 100_000, policy: 'inside' },
      ],
    }),
  },
  getCharges: { ...ofStay, ...read },
  listPapers: { ...ofStay, ...read },
  printPaper: {
    // The ward prints the lists of charges only.
    ...{ ...ofStay, answers: ['200', '403 role-unfit'] },
    path: () => ({ kind: 'settlement' }),
  },
  discharge: {
    ...{ ...ofStay, answers: ['202', '200'], path: ({ inCare }) => ({ caseRef: inCare }) },
    ...payload({
      ...{ dischargedOn: '2024-03-10', way: 'cured', bill: { totalFen: 100_000, outOfPolicyFen: 0 } },
    }),
  },
  deliverCoreAnswer: {
    ...{ ...ofStay, answers: ['409 hub-settles'] },
    ...payload({
      ...{ transaction: '2401', messageId: 'M'.repeat(30), visitNo: 'V1', personNo: 'P1', reply: '{}' },
      digest: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    }),
  },
  offerPaymentStage: {
    ...{ ...ofStay, answers: ['404 payment-stage-unknown'] },
    path: ({ caseRef }) => ({ caseRef, stage: '1' }),
  },
  askPreSettlement: {
    ...{ ...ofStay, answers: ['409 stage-unfit'] },
    ...payload({ bill: { totalFen: 100, outOfPolicyFen: 0 } }),
  },
  openInterimBill: { ...ofStay, answers: ['409 interim-not-allowed'], ...payload({}) },
  withdrawInterimBill: {
    ...{ ...ofStay, answers: ['404 interim-unknown'] },
    path: ({ caseRef }) => ({ caseRef, bill: '1' }),
  },
  reconcileWithInsurer: {
    ...{ answers: ['202'], foreign: 'not-allowed' },
    more: ({ institution }) => ({ payload: { institution, fromOn: '2024-03-01', toOn: '2024-03-09' } }),
  },
  listInsurerReconciliations: { ...read, foreign: 'left-out' },
  pushAnnouncement: {
    ...{ answers: ['422 request-invalid'], foreign: 'own-name' },
    more: () => ({ payload: '手机\n13800138000\n', headers: { 'content-type': 'text/csv' } }),
  },
  listOverdueDraws: { ...read, foreign: 'left-out' },
  listAnnouncements: { ...read, foreign: 'left-out' },
  getAnnouncement: { ...ofAnnouncement, ...read },
  releaseAnnouncement: { ...ofAnnouncement, answers: ['202'], ...payload({ texts: 1 }) },
  turnAnnouncement: { ...ofAnnouncement, answers: ['200'], ...payload({ to: 'stopped', reason: '停止' }) },
  recordAnnouncementWish: {
    ...{ answers: ['200'], foreign: 'own-name' },
    ...payload({ phone: '13800138001', wanted: false }),
  },
  payPatientPart: {
    ...{ ...ofStay, answers: ['201', '200'] },
    ...payload({ paymentId: 'P1', fen: 700, paidOn: '2024-03-09', method: 'cash' }),
  },
  getCashDay: {
    ...{
      ...read,
      foreign: 'not-allowed',
      path: ({ institution }) => ({ id: institution, day: '2024-03-09' }),
    },
  },
  putCashDay: {
    ...{ answers: ['201', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution, day: '2024-03-08' }),
    ...payload({ totals: [{ cashier: '07', method: 'cash', fen: 1, payments: 1 }] }),
  },
  explainCashDay: {
    ...{ answers: ['404 cash-count-unknown'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution, day: '2024-03-07' }),
    ...payload({ explanation: '短款 1 元' }),
  },
  recordDrawNotice: {
    ...{ ...ofStay, answers: ['409 credit-line-none'] },
    ...payload({ noticedOn: '2024-03-09', way: 'phone' }),
  },
  orderDraw: {
    ...{ ...ofStay, answers: ['409 credit-line-none'] },
    ...payload({ basis: 'mandate' }),
  },
  recordDisbursement: {
    ...{ ...ofStay, answers: ['404 draw-unknown'] },
    path: ({ caseRef }) => ({ caseRef, draw: '1' }),
    ...payload({ fen: 1, arrivedOn: '2024-03-09', adviceNo: 'A1' }),
  },
  tellRepayment: {
    ...{ answers: ['404 draw-unknown'], foreign: 'draw-unknown' },
    path: () => ({ drawRef: 'D00000001' }),
    ...payload({ state: 'repaid', outstandingFen: 0, on: '2024-03-09' }),
  },
  amendStay: {
    ...{ ...ofStay, answers: ['409 resolution-stale'] },
    ...payload({ bill: { totalFen: 90_000, outOfPolicyFen: 0 }, evidence: '存档', revision: 0 }),
  },
  getSettlement: { ...ofStay, ...read },
  getPatientAccount: { ...ofStay, ...read },
  getArrears: { ...ofStay, ...read },
  listArrears: { ...read, foreign: 'left-out' },
  listUnpaidOwnParts: { ...read, foreign: 'left-out' },
  nameOwnPartOwner: {
    ...{ ...ofStay, answers: ['201'] },
    ...payload({ department: '内二科', person: '工号 1024' }),
  },
  listPatientNotices: { ...read, foreign: 'left-out' },
  listNoticesOfStay: { ...ofStay, ...read },
  getPatientNotice: { ...ofStay, ...read, path: ({ caseRef }) => ({ caseRef, notice: '1' }) },
  recordNoticeGiven: {
    ...{ ...ofStay, answers: ['404 notice-unknown'] },
    path: ({ caseRef }) => ({ caseRef, notice: '9' }),
    ...payload({ givenOn: '2024-03-09', way: 'phone' }),
  },
  getEvents: { ...ofStay, ...read },
  listInsurerCalls: { ...ofStay, ...read },
  getListedCategories: { ...ofStay, ...read },
  getHousehold: { ...ofStay, ...read },
  restartStay: { answers: ['503 workflows-unavailable'] },
  // That nothing waits is said behind the door; what is carried out is test/stays/resolutions.
  proposeResolution: {
    ...ofStay,
    // A bureau sees a stay only while the answer of its core waits.
    answers: ['409 resolution-unfit', '403 not-allowed', '404 case-unknown'],
    ...payload(aBooking),
  },
  previewResolution: {
    ...ofStay,
    // A bureau sees a stay only while the answer of its core waits.
    answers: ['409 resolution-unfit', '403 not-allowed', '404 case-unknown'],
    ...payload(aBooking),
  },
  listResolutions: { ...ofStay, ...read, answers: ['200', '404 case-unknown'] },
  listProposals: { ...read, foreign: 'left-out' },
  confirmResolution: {
    ...{ ...ofStay, answers: ['404 resolution-unknown', '404 case-unknown'] },
    path: ({ caseRef }) => ({ caseRef, sequence: '9' }),
    ...payload({ revision: 1 }),
  },
  withdrawResolution: {
    ...{ ...ofStay, answers: ['404 resolution-unknown', '404 case-unknown'] },
    path: ({ caseRef }) => ({ caseRef, sequence: '9' }),
  },
  previewBulk: { ...read, foreign: 'not-allowed', more: ofInstitution({ perMinute: 60 }) },
  // None of them waits so.
  orderBulk: {
    ...{ answers: ['409 bulk-changed'], foreign: 'not-allowed' },
    more: ofInstitution({ foreseen: 1, evidence: '存档 1' }),
  },
  listBulk: { ...read, foreign: 'left-out' },
  withdrawBulk: {
    ...{ answers: ['200'], foreign: 'bulk-unknown' },
    path: ({ bulkRef }) => ({ bulkRef }),
  },
  healthReport: read,
  listAttention: read,
  listObligations: { ...read, foreign: 'left-out' },
  recordClaimEvent: {
    ...{ ...ofStay, answers: ['201'] },
    path: ({ caseRef }) => ({ caseRef, payer: 'basic-insurance', claimSequence: '1' }),
    ...payload({ entryNo: 'E1', kind: 'paid', fen: 1, day: '2024-03-09' }),
  },
  listClaimEvents: { ...ofStay, ...read },
  recordRemittance: {
    ...{ answers: ['201', '200'], foreign: 'not-allowed' },
    more: ({ institution, payer }) => ({
      payload: { institution, party: payer, amountFen: 100, arrivedOn: '2024-03-09', bankRef: 'B1' },
    }),
  },
  allocateRemittance: {
    ...{ answers: ['409 allocation-unfit'], foreign: 'remittance-unknown' },
    path: ({ remittanceId }) => ({ remittanceId }),
    ...payload({
      after: 99,
      allocations: [
        { caseRef: 'case_00000000000000000000', payer: 'basic-insurance', claimSequence: 1, fen: 1 },
      ],
    }),
  },
  listRemittances: { ...read, foreign: 'left-out' },
  checkLedger: read,
  lastReconciliation: read,
  listDigests: read,
  reconcile: { answers: ['503 workflows-unavailable'], ...payload({ dryRun: true }) },
  listSchemes: read,
  getScheme: { ...read, path: scheme },
  // What-if calculations are open; that they answer is the policies' own test.
  whatIfDecision: { answers: ['422 request-invalid'], path: scheme, ...payload({}) },
  whatIfSettlement: { answers: ['422 request-invalid'], path: scheme, ...payload({}) },
  listPinnedStays: { ...read, path: scheme },
  putInstitution: {
    ...{ ...read, path: () => ({ id: 'H50015400003' }) },
    ...payload({
      ...{ name: '卫生院', division: '500154', level: 1, kind: 'public', type: 'township' },
      designatedFrom: '2020-01-01',
    }),
  },
  putOwnPartWarning: {
    ...{ answers: ['202', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({ ruleNo: '2024-1', validFrom: '2024-01-01', validUntil: '2025-01-01', sharePermille: 300 }),
  },
  putStagingRule: {
    ...{ answers: ['202', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({
      ...{ ruleNo: '2024-1', validFrom: '2024-01-01', validUntil: '2025-01-01', what: 'payment' },
      ...{ amountFen: 500_000, match: 'any', offered: 'by-itself' },
    }),
  },
  putDepositStandard: {
    ...{ answers: ['202', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({
      ...{ ruleNo: '2030-1', validFrom: '2030-01-01', validUntil: '2031-01-01', period: '2029' },
      standards: [{ disease: 'J18', stays: 240, ownPartFen: 98_400_000 }],
    }),
  },
  listDepositStandards: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  putListDelivery: {
    ...{ answers: ['409 delivery-key-unknown'] },
    path: ({ institution }) => ({ id: institution }),
    ...payload({
      ...{ ruleNo: '2030-1', validFrom: '2030-01-01', validUntil: '2031-01-01' },
      key: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    }),
  },
  listListDelivery: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  putDeliveryKey: {
    ...{ answers: ['422 delivery-key-refused'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(42).concat('A') }),
  },
  getDeliveryKey: {
    ...{ answers: ['409 delivery-key-unknown'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
  },
  removeDeliveryKey: {
    ...{ answers: ['409 delivery-key-unknown'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
  },
  previewListDelivery: { ...read, path: ({ institution }) => ({ id: institution }) },
  listListDeliveries: { ...read, foreign: 'left-out' },
  getListDelivery: {
    ...{ answers: ['404 list-delivery-unknown'], foreign: 'own-name', path: () => ({ delivery: '9' }) },
  },
  askListDelivery: { answers: ['409 list-delivery-off'], foreign: 'own-name', ...payload({}) },
  fetchListDeliveryPage: {
    ...{ answers: ['404 list-delivery-unknown'], foreign: 'own-name' },
    path: () => ({ delivery: '9', page: '1' }),
  },
  receiptListDelivery: {
    ...{ answers: ['404 list-delivery-unknown'], foreign: 'own-name' },
    ...{ path: () => ({ delivery: '9' }), ...payload({ digest: '0'.repeat(64) }) },
  },
  putSettledBy: {
    ...{ answers: ['202', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({
      ruleNo: '2030-1',
      validFrom: '2030-01-01',
      validUntil: '2031-01-01',
      settledBy: 'hospital',
    }),
  },
  putTextMessages: {
    ...{ answers: ['202', '200'], foreign: 'not-allowed' },
    path: ({ institution }) => ({ id: institution }),
    ...payload({ ruleNo: '2030-1', validFrom: '2030-01-01', validUntil: '2031-01-01' }),
  },
  listTextMessages: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  listSettledBy: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  listStagingRules: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  listOwnPartWarnings: {
    ...{ ...read, foreign: 'not-allowed', path: ({ institution }) => ({ id: institution }) },
  },
  putParty: {
    ...{ ...read, path: () => ({ id: 'another-agency' }) },
    ...payload({ role: 'agency', name: '残联' }),
  },
  putActor: {
    ...{ ...read, path: ({ agency }) => ({ id: agency, actor: 'newcomer' }) },
    ...payload({ kind: 'person', role: 'agency-officer', name: '测试人员' }),
  },
  listActors: { ...read, path: ({ agency }) => ({ id: agency }) },
  listAudit: read,
  verifyAudit: read,
  listPartyHolds: read,
  holdParty: {
    answers: ['201', '409 party-on-hold'],
    ...payload({ party: 'bank', reason: '年终结账' }),
  },
  releaseParty: { answers: ['404 hold-unknown'], path: () => ({ holdId: '999999' }) },
  revokeCredential: {
    ...{ ...read, path: ({ agency }) => ({ id: agency }) },
    ...payload({ all: true, actor: 'sender', reason: 'left' }),
  },
  putList: {
    ...{ ...read, path: ({ listId }) => ({ listId }) },
    more: ({ agency }) => ({
      payload: {
        ...{ party: agency, agency, division: '500154', categories: ['subsistence-allowance'] },
        ...{ shrinkLimitPermille: 100, ageLimitDays: 35 },
      },
    }),
  },
  putCountyParameter: {
    ...{ ...read, path: () => ({ id: 'linhe-2017', name: 'commercialRatio' }) },
    ...payload({ validFrom: '2018-01-01', value: '0.50', source: '合同 1' }),
  },
  putRegionValue: {
    // Nobody confirms their own.
    answers: ['202', '403 second-person-needed'],
    path: () => ({ division: '500154', section: 'funds', name: '310105' }),
    ...payload({
      ...{ validFrom: '2024-01-01', value: { part: 'basic-insurance', header: 'hifp_pay' } },
      source: '县医保局函〔2024〕12 号',
    }),
  },
  listRegionValues: { ...read, path: () => ({ division: '500154' }) },
  getList: { ...ofList, ...read },
  listVersions: { ...ofList, ...read },
  pushList: {
    ...{ ...ofList, answers: ['202', '200'] },
    more: () => ({ payload: '姓名,身份证号,类别\n某人,1,低保\n', headers: { 'content-type': 'text/csv' } }),
  },
  getListVersion: { ...ofList, ...read },
  listVersionErrors: { ...ofList, ...read },
  previewListVersion: { ...ofList, ...read },
  releaseListVersion: { ...ofList, answers: ['202'] },
  rejectListVersion: {
    ...{ ...ofList, answers: ['202'] },
    path: ({ otherVersion }) => ({ version: String(otherVersion) }),
  },
  restartListVersion: { answers: ['503 workflows-unavailable'] },
  pullList: { ...ofList, answers: ['202'] },
  latestPull: { ...ofList, ...read },
  listVersionReceipt: { ...ofList, answers: ['409 list-not-released'] },
  schedulePull: { ...ofList, ...read, ...payload({ nightly: true }) },
  listHeadCounts: { ...ofList, ...read },
  getListedHousehold: { ...ofList, ...read, ...payload({ idNumber: anIdNumber(1) }) },
  listMisspeltNames: { ...ofList, ...read },
  listConflicts: read,
  resolveListConflict: {
    ...{ answers: ['404 list-conflict-unknown'], path: () => ({ conflictId: '1' }) },
    ...payload({ resolution: '核实' }),
  },
  registrySearch: message('search', search(byNumber(anIdNumber(1)))),
  registrySubscribe: message('subscribe', { transaction_id: 't1', subscribe_request: [{}] }),
  registryUnsubscribe: message('unsubscribe', {
    ...{ transaction_id: 't1', timestamp: '2024-03-10T09:00:00+08:00', subscription_codes: ['none'] },
  }),
  registryStatus: message('txn/status', statusOf),
  registrySyncSearch: {
    ...{ answers: ['200'], foreign: 'rejected' },
    more: ({ caseRef, idNumber, listId }, { party }) => {
      const one = party.startsWith('H')
        ? search({ ...byNumber(idNumber), ...forStay(caseRef) })
        : search({
            query_type: 'predicate',
            query: [{ expression1: { attribute_name: 'list_id', operator: 'eq', attribute_value: listId } }],
          });
      return { payload: envelope(party, 'sync/search', one) };
    },
  },
  registrySyncStatus: message('sync/txn/status', statusOf),
  registryKeys: read,
  registryToken: {
    answers: ['401 credential-missing'],
    more: () => ({
      payload: 'grant_type=client_credentials&client_id=nobody&client_secret=none',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  },
  putRegistryPeer: {
    ...{ ...read, path: ({ agency }) => ({ id: agency }) },
    ...payload({ callbackUrl: 'http://127.0.0.1:1/dci' }),
  },
  listRegistryDeliveries: read,
  retryRegistryDelivery: {
    ...{ answers: ['404 registry-delivery-unknown'], path: () => ({ deliveryId: '1' }) },
  },
  putWebhook: {
    ...ofWebhook,
    ...{ answers: ['422 webhook-address-refused'] },
    ...payload({ url: 'https://10.0.0.1/hub', topics: ['digest'] }),
  },
  listWebhooks: { ...read, foreign: 'own-name' },
  removeWebhook: ofWebhook,
  rotateWebhookSecret: ofWebhook,
  pingWebhook: ofWebhook,
  listWebhookEvents: ofWebhook,
  live: read,
  ready: read,
  metrics: read,
};
