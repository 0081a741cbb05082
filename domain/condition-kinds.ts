import type { Role } from './roles.ts';
import type { Words } from './words.ts';

interface ConditionKindText extends Words {
  /** The roles of the hospital that record it, whoever must act first. */
  readonly by: readonly Role[];
  /** Until when it may be done: before the patient leaves, or later too. */
  readonly until: 'discharge' | 'any-day';
}

/** What of a stay a scheme may ask for, by the record that shows it was done. */
export const conditionKinds = {
  'first-check': {
    ...{
      zh: '首诊医生或病区管理人员核实人员类别',
      en: 'the first doctor or the ward officer checks the category',
    },
    by: ['ward'],
    until: 'discharge',
  },
  'second-check': {
    ...{ zh: '入院办理处再次核实人员类别', en: 'the admission desk checks the category again' },
    by: ['window'],
    until: 'discharge',
  },
  agreement: { zh: '签订协议', en: 'the agreement is signed', by: ['window'], until: 'discharge' },
  papers: {
    ...{ zh: '出示卡和证件,留复印件', en: 'cards and papers are shown, copies are kept' },
    by: ['window', 'ward'],
    until: 'discharge',
  },
  'copies-only': {
    ...{ zh: '只留复印件,不留原件', en: 'copies are kept only, no original' },
    by: ['window', 'ward'],
    until: 'discharge',
  },
  'admission-indicated': {
    ...{
      zh: '医生认定病情符合医保住院规定',
      en: 'a doctor finds that the illness meets the insurance rules',
    },
    by: ['ward'],
    until: 'discharge',
  },
  authorisation: {
    ...{
      zh: '患者或监护人签字授权补充保险、红十字会款项付给医院',
      en: 'the patient or guardian signs that supplement and Red Cross money may go to the hospital',
    },
    by: ['window'],
    until: 'any-day',
  },
  'injury-registration': {
    ...{
      zh: '外伤登记:受伤原因经签字,医生证明,报医保经办机构',
      en: 'the injury is registered: its cause signed, a doctor’s word, filed with the insurance office',
    },
    by: ['window', 'ward'],
    until: 'discharge',
  },
  'court-list-answer': {
    ...{
      zh: '法院失信被执行人名单的查询结果',
      en: 'what the court’s public list says: it answered late, or was looked up by hand',
    },
    by: ['window'],
    until: 'discharge',
  },
  'medical-credit-answer': {
    ...{
      zh: '卫生健康委医疗信用的查询结果',
      en: 'what medical credit says: the health commission answered late, or was asked by hand',
    },
    by: ['window'],
    until: 'discharge',
  },
  referral: {
    ...{
      zh: '急危重症先收治的,补办转诊手续',
      en: 'the referral of whom a critical emergency brought in is made up for',
    },
    by: ['window'],
    until: 'any-day',
  },
  'arrears-arranged': {
    ...{
      zh: '急危重症先收治的,欠费已作处理:结清、商定还款或消除记录',
      en: 'the arrears of whom a critical emergency brought in are put in order: paid, a plan agreed, or the record ended',
    },
    by: ['window'],
    until: 'any-day',
  },
  'papers-returned': {
    ...{ zh: '卡和证件归还患者', en: 'cards and papers are back with the patient' },
    by: ['window'],
    until: 'any-day',
  },
  'follow-up': { zh: '诊后随访', en: 'the patient is followed up', by: ['ward', 'window'], until: 'any-day' },
} as const satisfies Record<string, ConditionKindText>;
export type ConditionKind = keyof typeof conditionKinds;
export const conditionKindCodes = Object.keys(conditionKinds) as readonly ConditionKind[];

/** How arrears were put in order. */
export const arrangedWays = ['paid', 'plan', 'record-ended'] as const;

/** What a patient shows; `poverty-card` is 健康扶贫卡. */
export const paperKinds = {
  'insurance-card': { zh: '医保卡(社保卡)', en: 'insurance card' },
  'insurance-voucher': { zh: '医保电子凭证', en: 'electronic insurance voucher' },
  'identity-card': { zh: '身份证', en: 'identity card' },
  'household-book': { zh: '户口簿', en: 'household book' },
  'birth-certificate': { zh: '出生医学证明', en: 'birth certificate' },
  'category-proof': { zh: '类别证明', en: 'proof of the category' },
  'poverty-card': { zh: '健康扶贫卡', en: 'health-poverty card' },
  'referral-letter': { zh: '转诊单', en: 'referral letter' },
} as const satisfies Record<string, Words>;
export type PaperKind = keyof typeof paperKinds;
export const paperKindCodes = Object.keys(paperKinds) as readonly PaperKind[];
