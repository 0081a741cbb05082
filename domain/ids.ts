/**
 * Names of things, branded so that one cannot be passed for another.
 * None of them ever holds or derives from an identity number, a name or a diagnosis.
 */

type Brand<Name extends string> = string & { readonly __brand: Name };

/** One hospitalization; random, so it can stand in workflow ids, URLs and search attributes. */
export type CaseRef = Brand<'CaseRef'>;
/** One person in the vault; the time at which it was given, then random. */
export type PersonRef = Brand<'PersonRef'>;
/** A medical institution, by the code of its designation (`H` + division + serial where it has one). */
export type InstitutionId = Brand<'InstitutionId'>;
/** A scheme such as `kaizhou-2024`. */
export type SchemeId = Brand<'SchemeId'>;
/** An announcement to insured people; random. */
export type AnnouncementRef = Brand<'AnnouncementRef'>;
/** A list of one agency of one county such as `kaizhou-civil-affairs`. */
export type ListId = Brand<'ListId'>;

/**
 * Who pays a part of a stay (docs/GLOSSARY.md), with the Chinese name as the documents call it. A new payer begins
 * with an entry here (docs/recipes/payers-and-schemes.md).
 */
export const payerNames = {
  'basic-insurance': '基本医保',
  'critical-illness-insurance': '大病保险',
  'critical-illness-supplement': '大病补充保险',
  'commercial-supplement': '健康商业补充保险',
  'red-cross': '红十字会救助',
  'medical-assistance': '医疗救助',
  'government-guarantee': '政府兜底保障基金',
  'emergency-relief': '疾病应急救助',
  charity: '慈善救助',
  'large-amount-subsidy': '职工大额医疗费用补助',
  'civil-servant-subsidy': '公务员医疗补助',
  'enterprise-supplement': '企业补充医疗保险',
  'disabled-soldiers': '伤残军人医疗保障',
  'retired-cadres': '离休人员医疗保障',
  'special-care': '优抚对象医疗补助',
  hospital: '医院负担',
  'hospital-relief': '医院减免',
  'personal-account': '个人账户',
  'family-account': '家庭共济账户',
} as const satisfies Record<string, string>;
export type PayerId = keyof typeof payerNames;
/** Every payer's code. */
export const payers = Object.keys(payerNames) as readonly PayerId[];

/** Accounts at the insurer: money of the patient's own, or of the family's, with which it pays the hospital of the patient's part. */
export const accountPayers = ['personal-account', 'family-account'] as const satisfies readonly PayerId[];

/** True for money of the patient's own that the insurer brings. */
export function isAccount(payer: string): payer is (typeof accountPayers)[number] {
  return accountPayers.some((account) => account === payer);
}

/**
 * Payers whom no scheme names and whose part the insurer's core works out all the same: funds of its own beside the basic
 * ones, what the hospital itself bears, and the accounts. Each stands on the statement under its own name.
 */
export const besidePayers = [
  'large-amount-subsidy',
  'civil-servant-subsidy',
  'enterprise-supplement',
  'disabled-soldiers',
  'retired-cadres',
  'special-care',
  'hospital',
  'hospital-relief',
  ...accountPayers,
] as const satisfies readonly PayerId[];

/** True for a payer that stands beside every scheme. */
export function isBesidePayer(payer: string): payer is (typeof besidePayers)[number] {
  return besidePayers.some((beside) => beside === payer);
}

/** What the hospital bears is nobody's claim: there is no one to pay it. */
export function isHospitalsOwn(payer: PayerId): boolean {
  return payer === 'hospital' || payer === 'hospital-relief';
}

/** An organisation that the hub speaks to; one adapter and one bulkhead each. */
export const parties = [
  'medical-insurance',
  'civil-affairs',
  'rural-revitalization',
  'commercial-insurer',
  'red-cross',
  'bank',
  'court-list',
  'medical-credit',
  'sms-gateway',
] as const;
export type PartyId = (typeof parties)[number];

const caseRefForm = /^case_[0-9a-z]{20}$/;
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Case ref from 20 random bytes (over 100 bits; the caller brings the randomness). */
export function caseRefFrom(random: Uint8Array): CaseRef {
  return `case_${letters(random, 20)}` as CaseRef;
}

/** Announcement ref from 20 random bytes. */
export function announcementRefFrom(random: Uint8Array): AnnouncementRef {
  return `ann_${letters(random, 20)}` as AnnouncementRef;
}

/** Person ref from the moment (ms since 1970) and 11 random bytes: refs given one after the other stand side by side in an index. */
export function personRefFrom(millis: number, random: Uint8Array): PersonRef {
  return `psn_${millis.toString(36).padStart(9, '0')}${letters(random, 11)}` as PersonRef;
}

/** Whether a text has the form of a case ref; a stay of it need not be there. */
export function isCaseRef(text: string): text is CaseRef {
  return caseRefForm.test(text);
}

/** Workflow id of a stay: codes only, for it is shown to every operator. */
export function stayWorkflowId(institution: InstitutionId, caseRef: CaseRef): string {
  return `stay/${institution}/${caseRef}`;
}

/** Workflow id of one payer's reimbursement of one claim. */
export function reimbursementWorkflowId(caseRef: CaseRef, payer: PayerId, claimSequence: number): string {
  return `reimbursement/${caseRef}/${payer}/${claimSequence}`;
}

/** Workflow id of the question what a payer did with a claim that was taken back before it had answered. */
export function withdrawnClaimWorkflowId(caseRef: CaseRef, payer: PayerId, claimSequence: number): string {
  return `${reimbursementWorkflowId(caseRef, payer, claimSequence)}/withdrawn`;
}

/** Workflow id of one plan of instalments of a stay. */
export function repaymentWorkflowId(caseRef: CaseRef, plan: number): string {
  return `repayment/${caseRef}/${plan}`;
}

/** Workflow id of one question what a bill would come to at the insurer. */
export function preSettlementWorkflowId(caseRef: CaseRef, sequence: number): string {
  return `pre-settlement/${caseRef}/${sequence}`;
}

/** Workflow id of what sends text messages; there is one. */
export const textMessagesWorkflowId = 'text-messages';

/** Workflow id of one announcement. */
export function announcementWorkflowId(announcement: AnnouncementRef): string {
  return `announcement/${announcement}`;
}

/** Workflow id of one reconciliation of a hospital's days with the insurer. */
export function reconciliationWorkflowId(institution: InstitutionId, days: string, run: number): string {
  return `insurer-reconciliation/${institution}/${days}/${run}`;
}

/**
 * Key of one intended effect at a party. The same intention has the same key on every retry, reset and run;
 * a run id never enters it, for a reset would then pay twice.
 */
export function businessKey(parts: {
  readonly caseRef: CaseRef;
  readonly step: string;
  readonly payer?: PayerId;
  readonly claimSequence?: number;
}): string {
  const claim = parts.payer === undefined ? [] : [parts.payer, String(parts.claimSequence ?? 1)];
  return [parts.caseRef, parts.step, ...claim].join('/');
}

function letters(random: Uint8Array, count: number): string {
  if (random.length < count) throw new RangeError(`a ref needs ${count} random bytes`);
  // 252 = 7 × 36: bytes above are folded, which costs less than a tenth of a bit each.
  let text = '';
  for (let at = 0; at < count; at += 1) text += alphabet[(random[at] ?? 0) % 36];
  return text;
}
