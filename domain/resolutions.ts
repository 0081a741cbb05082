import { accountResolutions } from './account-resolutions.ts';
import { answerResolutions } from './answer-resolutions.ts';
import { arrearsResolutions } from './arrears-resolutions.ts';
import { careResolutions } from './care-resolutions.ts';
import { objectionResolutions } from './objection-resolutions.ts';
import { type Confirmer, desk, finance, type ResolutionKind } from './resolution-kind.ts';
import { rightResolutions } from './right-resolutions.ts';
import type { Role } from './roles.ts';
import type { AttentionCode, Stage } from './stay.ts';

/**
 * Attention × resolution × role, the one table: the door offers what fits, `hub attention show` prints it with its command,
 * and docs/OPERATIONS.md is checked against it. Two people where money leaves or rights are lost, one where it serves the patient.
 */
export const resolutionKinds = {
  'ask-again': {
    ...{ zh: '重新查询', en: 'ask again, now that it was put right at the party' },
    fits: [
      'agency-wait',
      'party-not-connected',
      'outcome-unknown',
      'reply-mismatch',
      'cover-refused',
      'admission-refused',
      'cover-changed',
      'core-answer-differs',
      'settlement-refused',
      'settlement-incomplete',
      'settlement-review',
      'reversal-unknown',
      'reversal-not-possible',
      'unsettled-stay',
      'settlement-due',
      'payer-refused',
      'worker-absent',
      'hub-fault',
    ],
    proposes: [...desk, 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'correct-name': {
    ...{ zh: '信息更正:姓名', en: 'put the name right that the window gave; all is asked and decided anew' },
    fits: ['identity-mismatch'],
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'correct-identity-number': {
    ...{
      zh: '信息更正:证件号',
      en: 'put the identity number right that the window gave; all is asked and decided anew',
    },
    fits: ['identity-mismatch', 'overlapping-stay'],
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'explain-overlap': {
    ...{ zh: '登记核实结果', en: 'record why two stays of one person overlap' },
    fits: ['overlapping-stay'],
    proposes: desk,
    confirms: null,
  },
  decide: {
    ...{ zh: '人工核定', en: 'decide on eligibility with evidence' },
    fits: ['decision-review', 'identity-mismatch'],
    proposes: desk,
    confirms: { of: 'office', roles: ['agency-officer', 'bureau', 'health-commission'] },
  },
  'correct-diagnosis': {
    ...{ zh: '信息更正:诊断', en: 'put the diagnosis right before the settlement' },
    fits: ['settlement-incomplete'],
    proposes: ['window', 'hospital', 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'give-facts': {
    ...{ zh: '补充医保所需信息', en: 'give what the form of the insurer wants' },
    fits: ['facts-missing', 'admission-refused', 'settlement-refused'],
    proposes: ['window', 'hospital', 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'book-part': {
    ...{ zh: '部分到账入账', en: 'book what the payer really paid' },
    fits: ['payment-mismatch'],
    proposes: finance,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  resubmit: {
    ...{ zh: '补正后重新申报', en: 'claim again, now that the claim was put right' },
    fits: ['payer-refused'],
    proposes: [...finance, 'hospital-lead'],
    confirms: null,
  },
  'pass-on': {
    ...{ zh: '顺延', en: 'the next payers take over what was refused, where the scheme says so' },
    fits: ['payer-refused'],
    proposes: finance,
    confirms: { of: 'office', roles: ['payer', 'agency-officer', 'bureau'] },
  },
  bear: {
    ...{ zh: '医院承担', en: 'the hospital bears what the payer refused for good' },
    fits: ['payer-refused'],
    proposes: finance,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  'reverse-core': {
    ...{
      zh: '撤销医保结算并重新申请',
      en: 'take back a core answer that broke the rules, and ask for it anew',
    },
    fits: ['settlement-review', 'settlement-refused', 'core-answer-differs'],
    proposes: ['hospital-finance', 'hospital', 'hospital-lead'],
    confirms: { of: 'office', roles: ['bureau'] },
  },
  'keep-settlement': {
    ...{
      zh: '维持原结算',
      en: 'the settlement stays as it is; the bureau corrects by hand or nets it in the next period',
    },
    fits: ['reversal-not-possible'],
    proposes: ['hospital-finance', 'hospital', 'hospital-lead'],
    confirms: { of: 'office', roles: ['bureau'] },
  },
  ...answerResolutions,
  amend: {
    ...{
      zh: '撤销后重新结算',
      en: 'correct the bill of a settled stay; it is taken back at the insurer and settled anew',
    },
    fits: [],
    atStages: { step: 'bill', stages: ['Settled', 'Closed'] },
    proposes: ['window', 'hospital-finance', 'hospital'],
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  refund: {
    ...{ zh: '退款登记', en: 'record that what was owed back went back' },
    fits: ['refund-due'],
    proposes: finance,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  ...accountResolutions,
  ...arrearsResolutions,
  ...objectionResolutions,
  cancel: {
    ...{ zh: '撤销入院登记', en: 'cancel a stay that was entered by mistake; it is undone at the insurer' },
    fits: [],
    atStages: {
      step: 'stay',
      stages: ['Arrived', 'Identified', 'Covered', 'Admitted', 'Refused', 'Discharged'],
    },
    proposes: ['window', 'hospital'],
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  ...rightResolutions,
  ...careResolutions,
} as const satisfies Record<string, ResolutionKind>;

export type ResolutionKindCode = keyof typeof resolutionKinds;

/** Every kind, in the order in which it is offered. */
export const resolutionCodes = Object.keys(resolutionKinds) as readonly ResolutionKindCode[];

/** What a person may do about what waits, the usual first. */
export function offeredFor(code: AttentionCode): readonly ResolutionKindCode[] {
  return resolutionCodes.filter((kind) => fitsFor(kind).includes(code));
}

/** Whether a kind fits a step though nothing waits there, at some stage. */
export function standsAt(of: ResolutionKind['atStages'], step: string): boolean {
  if (of === undefined) return false;
  return of.step.endsWith('/') ? step.startsWith(of.step) : of.step === step;
}

/** Where a kind fits though nothing waits; undefined: it fits only what waits. */
export function atStagesOf(kind: ResolutionKindCode): ResolutionKind['atStages'] {
  const of: ResolutionKind = resolutionKinds[kind];
  return of.atStages;
}

/** What a person may do about a stay at its stage though nothing waits. */
export function offeredAt(stage: Stage): readonly ResolutionKindCode[] {
  return resolutionCodes.filter((kind) => atStagesOf(kind)?.stages.includes(stage) === true);
}

/** What waits for this kind. */
export function fitsFor(kind: ResolutionKindCode): readonly AttentionCode[] {
  return resolutionKinds[kind].fits;
}

/** Whether it may be done about a stay that was refused, at the step `decide`. */
export function mendsRefusal(kind: ResolutionKindCode): boolean {
  return kind === 'correct-name' || kind === 'correct-identity-number';
}

/** Roles that may propose it. */
export function proposersOf(kind: ResolutionKindCode): readonly Role[] {
  return resolutionKinds[kind].proposes;
}

/** Who confirms it; null: nobody needs to. */
export function confirmerOf(kind: ResolutionKindCode): Confirmer | null {
  return resolutionKinds[kind].confirms;
}

export const resolutionStates = ['proposed', 'applied', 'withdrawn'] as const;
export type ResolutionState = (typeof resolutionStates)[number];
