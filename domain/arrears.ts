import { addDays, addMonths, type LocalDate } from './dates.ts';
import type { Wording, Words } from './words.ts';

/** The step under which a stay waits in a case of arrears. */
export const arrearsStep = 'arrears';

/** How a case of arrears stands. Only `listed` and `objected` close the entry of a further stay. */
export const arrearsStates = {
  'notice-due': { zh: '待送达书面告知', en: 'the written notice is still to be served' },
  answering: { zh: '申辩期内', en: 'the person has time to answer' },
  'decision-due': { zh: '待决定', en: 'the keeper is to decide' },
  listed: { zh: '已列入', en: 'listed' },
  objected: { zh: '已列入，异议待复核', en: 'listed, and an objection is to be decided' },
  ended: { zh: '已了结', en: 'over' },
} as const satisfies Wording;
export type ArrearsState = keyof typeof arrearsStates;
export const arrearsStateCodes = Object.keys(arrearsStates) as readonly ArrearsState[];

/** How a case of arrears ends: by itself, or by two people of the keeper. */
export const arrearsEnds = {
  paid: { zh: '已付清、减免或核销', en: 'nothing is owed any more' },
  'plan-kept': { zh: '已签还款协议并按约履行', en: 'a plan of instalments was agreed and is kept' },
  expired: { zh: '期满', en: 'its time is over' },
  died: { zh: '患者已死亡', en: 'the patient died' },
  void: {
    zh: '冒名就医，欠费不属于本人',
    en: 'somebody else used the card: it was never this person’s debt',
  },
  unfounded: { zh: '不属恶意欠费，不予列入', en: 'not malicious: it is not listed' },
  'objection-upheld': { zh: '异议成立', en: 'an objection was right' },
  'appeal-upheld': { zh: '复议、诉讼撤销', en: 'lifted by a review or a court' },
  withdrawn: { zh: '医院撤回申请', en: 'the hospital took its application back' },
} as const satisfies Wording;
export type ArrearsEnd = keyof typeof arrearsEnds;
export const arrearsEndCodes = Object.keys(arrearsEnds) as readonly ArrearsEnd[];

/** On which of them two people of the keeper may end it. */
export const unlistGrounds = ['unfounded', 'objection-upheld', 'appeal-upheld', 'withdrawn'] as const;
export type UnlistGround = (typeof unlistGrounds)[number];

/** By what the hospital shows that the person could pay. */
export const arrearsMeans = ['income', 'property', 'compensation'] as const;
export type ArrearsMeans = (typeof arrearsMeans)[number];

/** How a written notice may be served. */
export const servedWays = ['letter', 'in-person'] as const;
export type ServedWay = (typeof servedWays)[number];

/** What the scheme says of the process; days and months as whole numbers. */
export interface ArrearsTerms {
  /** For the answer, from the day after the notice was served. */
  readonly answerDays: number;
  /** How long a record lasts. */
  readonly listedMonths: number;
  /** For the decision on an objection. */
  readonly objectionDays: number;
}

/** The days of one case of arrears; null: not so far. */
export interface ArrearsDays {
  readonly noticedOn: LocalDate | null;
  /** The last day of the answer. */
  readonly answerUntil: LocalDate | null;
  readonly listedOn: LocalDate | null;
  /** The first day on which it counts no more. */
  readonly expiresOn: LocalDate | null;
  readonly endedOn: LocalDate | null;
}

/** How it stands on a day. */
export function arrearsState(
  { noticedOn, answerUntil, listedOn, endedOn }: ArrearsDays,
  { today, objected }: { readonly today: LocalDate; readonly objected: boolean },
): ArrearsState {
  if (endedOn !== null) return 'ended';
  if (listedOn !== null) return objected ? 'objected' : 'listed';
  if (noticedOn === null || answerUntil === null) return 'notice-due';
  return today > answerUntil ? 'decision-due' : 'answering';
}

/** The last day on which the person may answer a notice. */
export function answerUntil(
  noticedOn: LocalDate,
  { answerDays }: Pick<ArrearsTerms, 'answerDays'>,
): LocalDate {
  return addDays(noticedOn, answerDays);
}

/** The first day on which a record counts no more. */
export function expiresOn(
  listedOn: LocalDate,
  { listedMonths }: Pick<ArrearsTerms, 'listedMonths'>,
): LocalDate {
  return addMonths(listedOn, listedMonths);
}

/** Age (years) below which nobody is listed: 民法典 第十七条. Who may sign is younger (`domain/signers.ts`). */
const adultYears = 18;

/** Whether somebody born then was a minor on a day. */
export function isMinorOn(birthDate: LocalDate, day: LocalDate): boolean {
  return day < addMonths(birthDate, 12 * adultYears);
}

/** A record that counts. */
export interface StandingRecord {
  readonly listedOn: LocalDate;
  readonly expiresOn: LocalDate;
}

/** What a record means for its person, and the ways out; told with the decision of an admission. */
export function recordText(record: StandingRecord): Words {
  const { listedOn, expiresOn: until } = record;
  return {
    zh: `记录自${listedOn}起，至${until}失效；付清、减免、签订并履行还款协议，或异议成立后即移出；可在窗口提出异议；急危重症照常免押金收治`,
    en: `recorded since ${listedOn}, until ${until}; it goes once the debt is paid or waived, a plan is signed and kept, or an objection is right; objections are taken at the window; a critical emergency is admitted all the same`,
  };
}
