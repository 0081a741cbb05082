import { type LocalDate, millisOf, startOfDay } from './dates.ts';
import type { PatientNoticeKind } from './patient-notices.ts';
import type { Wording } from './words.ts';

/** Kinds of notice that may go by text message. The notice of arrears never does: it takes a right away, and must be proven to have arrived. */
export const textedKinds = [
  'instalment-reminder',
  'instalment-missed',
  'draw-notice',
] as const satisfies readonly PatientNoticeKind[];
export type TextedKind = (typeof textedKinds)[number];

/** What goes by text message: those notices, and what a bureau announces. Each has a template of its own at the gateway. */
export const textKinds = [...textedKinds, 'announcement'] as const;
export type TextKind = (typeof textKinds)[number];

/** The gateway's number of each template that it has approved; what has none waits. */
export type TextTemplates = Readonly<Partial<Record<TextKind, string>>>;

/** How a text message stands. `delivered` alone means that somebody was told. */
export const textMessageStates = {
  due: { zh: '待发送', en: 'to be sent' },
  sent: { zh: '已发出,网关未答复', en: 'sent; the gateway did not answer' },
  accepted: { zh: '网关已受理,等待回执', en: 'taken by the gateway; no report yet' },
  delivered: { zh: '已送达', en: 'delivered' },
  undelivered: { zh: '未送达', en: 'not delivered' },
  refused: { zh: '网关拒收', en: 'refused by the gateway' },
  unknown: { zh: '无回执,不视为已告知', en: 'no report came: nobody counts as told' },
  withdrawn: { zh: '不再发送', en: 'not sent any more: its cause, its day or the rule is gone' },
  'no-phone': { zh: '无手机号码', en: 'no mobile number is known' },
} as const satisfies Wording;
export type TextMessageState = keyof typeof textMessageStates;
export const textMessageStateCodes = Object.keys(textMessageStates) as readonly TextMessageState[];

/** A mobile number of the mainland, without spaces or country code; null: it is none. */
export function mobileNumber(written: string | null): string | null {
  const digits = (written ?? '').replaceAll(/[\s-]/g, '').replace(/^(\+?86|0086)(?=1\d{10}$)/, '');
  return /^1\d{10}$/.test(digits) ? digits : null;
}

/** Hours of the day in China at which nobody is woken: from `from` until `until`, in minutes since midnight; over midnight when `from` is later. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

/** County milliseconds at which the quiet hours end in which a moment lies; null: it lies in none. */
export function quietUntil({ from, until }: QuietHours, now: number, today: LocalDate): number | null {
  const midnight = millisOf(startOfDay(today));
  const minute = Math.floor((now - midnight) / 60_000);
  const at = (minutes: number) => midnight + minutes * 60_000;
  if (from <= until) return minute >= from && minute < until ? at(until) : null;
  if (minute < until) return at(until);
  return minute >= from ? at(until + 24 * 60) : null;
}

/** Minutes after the sending at which its report is asked for; after the last one nobody knows what became of it. */
const looks = [1, 5, 30, 120, 480, 1_440, 2_880, 4_320] as const;

/** County milliseconds of the next look; null: there is none any more. */
export function nextLookAt(sentMs: number, nowMs: number): number | null {
  const next = looks.find((minutes) => sentMs + minutes * 60_000 > nowMs);
  return next === undefined ? null : sentMs + next * 60_000;
}

/** A text that was not sent within so many days says what is not so any more. */
export const staleAfterDays = 3;
