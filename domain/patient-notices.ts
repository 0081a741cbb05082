import type { LocalDate } from './dates.ts';
import type { Fen } from './money.ts';
import type { Wording } from './words.ts';

/** What a patient is to be told: of the own part, and what became of an objection. */
export const patientNoticeKinds = {
  'instalment-reminder': { zh: '还款提醒', en: 'an instalment falls due' },
  'instalment-missed': { zh: '逾期提醒', en: 'an instalment was not paid by its day' },
  'arrears-notice': { zh: '恶意欠费书面告知', en: 'the written notice of arrears' },
  'objection-upheld': { zh: '异议答复：成立', en: 'an objection was right' },
  'objection-not-upheld': { zh: '异议答复：不成立', en: 'an objection was not right' },
  'draw-notice': { zh: '额度支用前告知', en: 'the hospital will draw on the credit line' },
} as const satisfies Wording;
export type PatientNoticeKind = keyof typeof patientNoticeKinds;
export const patientNoticeCodes = Object.keys(patientNoticeKinds) as readonly PatientNoticeKind[];

/** How somebody was told. */
export const givenWays = ['sms', 'letter', 'phone', 'in-person'] as const;
export type GivenWay = (typeof givenWays)[number];

/** `moot`: there is no cause any more (paid, agreed anew, over, or the patient died), so nobody is told. */
export const patientNoticeStates = {
  owed: { zh: '待告知', en: 'to be told' },
  given: { zh: '已告知', en: 'told' },
  moot: { zh: '无须告知', en: 'its cause is gone: nobody is told' },
} as const satisfies Wording;
export type PatientNoticeState = keyof typeof patientNoticeStates;
export const patientNoticeStateCodes = Object.keys(patientNoticeStates) as readonly PatientNoticeState[];

/** What its text names: figures and days, nothing of the person. */
export interface NoticeFields {
  /** Of what is owed; missing where nothing is. */
  readonly fen?: Fen;
  /** Of an instalment: its day. */
  readonly dueOn?: LocalDate;
  /** Of a notice of arrears: days to answer; of one before a draw: days until it may be made. */
  readonly answerDays?: number;
  /** Of an answer to an objection: the articles that it is about. */
  readonly article?: string;
}
