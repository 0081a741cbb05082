import type { Words } from './words.ts';

/** What can happen to a patient's own part, in the order in which people read it. */
export const patientEntryKinds = {
  due: { zh: '应付自付', en: 'the own part of the settlement' },
  'paid-outside': {
    zh: '支付方已直接付给患者',
    en: 'a fund paid the patient: owed to the hospital beside the own part',
  },
  'on-account': { zh: '分阶段缴费', en: 'paid on account, before the settlement' },
  paid: { zh: '已缴', en: 'paid' },
  drawn: { zh: '信用额度支付', en: 'paid by the bank from the credit line' },
  'refund-due': { zh: '应退', en: 'owed back to the patient' },
  deferred: { zh: '延期（分期）未到账', en: 'open of a plan of instalments' },
  waived: { zh: '减免', en: 'waived: named money takes its place' },
  'waived-returned': { zh: '减免收回', en: 'waived no longer: the bill fell' },
  'written-off': { zh: '核销', en: 'written off' },
  'written-off-returned': { zh: '核销收回', en: 'written off no longer: the bill fell' },
  refunded: { zh: '已退', en: 'went back to the patient' },
} as const satisfies Record<string, Words>;

export type PatientEntryKind = keyof typeof patientEntryKinds;
export const patientEntryCodes = Object.keys(patientEntryKinds) as readonly PatientEntryKind[];
