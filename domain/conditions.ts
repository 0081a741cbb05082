import type { LocalDate } from './dates.ts';
import type { RecordFound } from './record-answers.ts';
import type { Role } from './roles.ts';
import type { Signer } from './signers.ts';
import type { Words } from './words.ts';

/** What of a stay a scheme may ask for, by the record that shows it was done; `by`: the roles of the hospital that record it, whoever must act first. */
export const conditionKinds = {
  'first-check': {
    ...{
      zh: '首诊医生或病区管理人员核实人员类别',
      en: 'the first doctor or the ward officer checks the category',
    },
    by: ['ward'],
  },
  'second-check': {
    ...{ zh: '入院办理处再次核实人员类别', en: 'the admission desk checks the category again' },
    by: ['window'],
  },
  agreement: { zh: '签订协议', en: 'the agreement is signed', by: ['window'] },
  papers: {
    ...{ zh: '出示卡和证件,留复印件', en: 'cards and papers are shown, copies are kept' },
    by: ['window', 'ward'],
  },
  'copies-only': {
    ...{ zh: '只留复印件,不留原件', en: 'copies are kept only, no original' },
    by: ['window', 'ward'],
  },
  'admission-indicated': {
    ...{
      zh: '医生认定病情符合医保住院规定',
      en: 'a doctor finds that the illness meets the insurance rules',
    },
    by: ['ward'],
  },
  authorisation: {
    ...{
      zh: '患者或监护人签字授权补充保险、红十字会款项付给医院',
      en: 'the patient or guardian signs that supplement and Red Cross money may go to the hospital',
    },
    by: ['window'],
  },
  'injury-registration': {
    ...{
      zh: '外伤登记:受伤原因经签字,医生证明,报医保经办机构',
      en: 'the injury is registered: its cause signed, a doctor’s word, filed with the insurance office',
    },
    by: ['window', 'ward'],
  },
  'court-list-answer': {
    ...{
      zh: '法院失信被执行人名单的查询结果',
      en: 'what the court’s public list says: it answered late, or was looked up by hand',
    },
    by: ['window'],
  },
  'medical-credit-answer': {
    ...{
      zh: '卫生健康委医疗信用的查询结果',
      en: 'what medical credit says: the health commission answered late, or was asked by hand',
    },
    by: ['window'],
  },
  referral: {
    ...{
      zh: '急危重症先收治的,补办转诊手续',
      en: 'the referral of whom a critical emergency brought in is made up for',
    },
    by: ['window'],
  },
  'arrears-arranged': {
    ...{
      zh: '急危重症先收治的,欠费已作处理:结清、商定还款或消除记录',
      en: 'the arrears of whom a critical emergency brought in are put in order: paid, a plan agreed, or the record ended',
    },
    by: ['window'],
  },
  'papers-returned': {
    ...{ zh: '卡和证件归还患者', en: 'cards and papers are back with the patient' },
    by: ['window'],
  },
  'follow-up': { zh: '诊后随访', en: 'the patient is followed up', by: ['ward', 'window'] },
} as const satisfies Record<string, Words & { readonly by: readonly Role[] }>;
export type ConditionKind = keyof typeof conditionKinds;
export const conditionKindCodes = Object.keys(conditionKinds) as readonly ConditionKind[];

/** How arrears were put in order. */
export const arrangedWays = ['paid', 'plan', 'record-ended'] as const;

/** What may be done after the patient has left, or as they leave; everything else is done before. */
export const afterDischarge: readonly ConditionKind[] = [
  ...(['authorisation', 'referral', 'arrears-arranged', 'papers-returned', 'follow-up'] as const),
];

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

/** Since when a condition's days are counted. */
export const conditionStarts = ['admission', 'discharge'] as const;

/** What the scheme of a stay asks, as pinned with the decision that asks it: by its name there, `days` after its start at the latest. */
export interface AskedCondition {
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly dueFrom: (typeof conditionStarts)[number];
  readonly dueDays: number;
}

/** How one of them stands. */
export interface StandingCondition {
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly dueFrom: AskedCondition['dueFrom'];
  /** Null while its start is not known. */
  readonly dueOn: LocalDate | null;
  /** Null while it is open. */
  readonly metOn: LocalDate | null;
  /** People let it go, by the number of their resolution; null: they did not. */
  readonly excusedBy: number | null;
}

/** What was asked before the deposit is waived, and is not done yet. */
export function openBeforeWaiver(
  conditions: readonly StandingCondition[],
): readonly (StandingCondition & { readonly dueOn: LocalDate })[] {
  return conditions.flatMap(({ dueOn, ...one }) =>
    one.dueFrom === 'admission' && one.metOn === null && dueOn !== null ? [{ ...one, dueOn }] : [],
  );
}

/** The step under which a stay waits for it. */
export function conditionStep(condition: string): string {
  return `condition/${condition}`;
}

/** The condition behind such a step; undefined for any other. */
export function conditionOfStep(step: string): string | undefined {
  return /^condition\/([A-Za-z][A-Za-z0-9-]*)$/.exec(step)?.[1];
}

/** The step under which a stay waits for originals that the hospital kept; it outlives the stay. */
export const keptPapersStep = 'papers';

/** One record of what was done: who, when, what they saw. Sealed; by its kind. */
export type ConditionRecord = {
  readonly doneOn: LocalDate;
  /** Name or staff number of who did it and answers for it. */
  readonly doneBy: string;
  readonly note?: string | undefined;
} & (
  | { readonly kind: 'papers'; readonly papers: readonly ShownPaper[] }
  | { readonly kind: 'admission-indicated' }
  | {
      readonly kind: 'authorisation';
      readonly payers: readonly string[];
      readonly signedBy: Signer;
      readonly signerName: string;
      readonly textVersion: string;
      readonly sha256: string;
    }
  | {
      readonly kind: 'injury-registration';
      /** In the words of who signed it. */
      readonly cause: string;
      readonly signedBy: Signer;
      readonly signerName: string;
      /** Where it was filed, and under which number. */
      readonly office: string;
      readonly filingNo: string;
    }
  /** What a keeper of records said that was silent at the decision. */
  | {
      readonly kind: 'court-list-answer' | 'medical-credit-answer';
      readonly found: RecordFound;
    }
  /** Who refers, and the number of the letter or of the insurer's filing. */
  | { readonly kind: 'referral'; readonly from: string; readonly letterNo: string }
  | { readonly kind: 'arrears-arranged'; readonly way: (typeof arrangedWays)[number] }
  | { readonly kind: 'papers-returned'; readonly to: 'patient' | 'family' | 'guardian' }
  | { readonly kind: 'follow-up'; readonly way: 'phone' | 'visit' | 'clinic' }
);

/** One paper that was shown. */
export interface ShownPaper {
  readonly paper: PaperKind;
  readonly copied: boolean;
  /** The original stayed with the hospital. */
  readonly kept: boolean;
}
