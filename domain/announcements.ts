import { chinaDate, millisOf, startOfDay } from './dates.ts';
import { type CellProblemCode, rowProblems } from './list-row-problems.ts';
import { type QuietHours, quietUntil, type TextMessageState } from './text-messages.ts';
import type { Wording } from './words.ts';

/** How an announcement stands. */
export const announcementStates = {
  read: { zh: '名册已读,待放行', en: 'its numbers were read; two people are to release it' },
  proposed: { zh: '一人已放行,待另一人', en: 'released by one; another person is to release it' },
  running: { zh: '发送中', en: 'goes out' },
  paused: { zh: '已暂停', en: 'paused' },
  stopped: { zh: '已停止', en: 'stopped: nobody else is told' },
  done: { zh: '已完成', en: 'done: nobody is left to be told, and no report is waited for' },
} as const satisfies Wording;
export type AnnouncementState = keyof typeof announcementStates;
export const announcementStateCodes = Object.keys(announcementStates) as readonly AnnouncementState[];

/** What somebody may turn an announcement to once two people released it. */
export const announcementTurns = ['paused', 'running', 'stopped'] as const;
export type AnnouncementTurn = (typeof announcementTurns)[number];

/** Why a number of an announcement is not written to. */
export const announcementSkips = {
  'opted-out': { zh: '已退订', en: 'wants no such message' },
  died: { zh: '机主已去世', en: 'is the number of somebody who died' },
  'told-before': { zh: '此前已按同一文本告知', en: 'had the same text in an earlier announcement' },
} as const satisfies Wording;
export type AnnouncementSkip = keyof typeof announcementSkips;

const ofCells: readonly CellProblemCode[] = [
  'cell-lost-digits',
  'cell-formula-without-value',
  'cell-formula-error',
  'cell-not-text',
  'line-not-json',
];

/** What is wrong with a row of the file; none of them repeats the number. */
export const recipientProblems = {
  ...(Object.fromEntries(ofCells.map((code) => [code, rowProblems[code]])) as Wording<CellProblemCode>),
  'phone-missing': { zh: '手机号为空。', en: 'The mobile number is missing.' },
  'phone-not-mobile': {
    zh: '不是内地手机号(11 位,以 1 开头)。',
    en: 'This is no mobile number of the mainland (eleven digits that begin with 1).',
  },
  'phone-several': {
    zh: '一格中不止一个号码,请每行只写一个。',
    en: 'A cell holds more than one number; give each a row of its own.',
  },
} as const satisfies Wording;
export type RecipientProblem = keyof typeof recipientProblems;

/** A row that is not read, by its number in the file. */
export interface WrongRow {
  readonly row: number;
  readonly problems: readonly RecipientProblem[];
}

/** Files with more wrong rows are none of telephone numbers, and are refused. */
export const wrongRowsAtMost = 1_000;

/** County days after its end for which the numbers of an announcement are kept. */
export const numbersKeptDays = 30;

/** How fast an announcement goes, and when it rests. */
export interface AnnouncementPace {
  /** Messages of it that the gateway is handed in a real minute. */
  readonly perMinute: number;
  readonly quietHours: QuietHours;
  /** County seconds in a real one. */
  readonly clockSpeed: number;
}

/** How many are handed to the sending of text messages at once. */
export const pageOf = (perMinute: number): number => Math.min(perMinute, 50);

/** County milliseconds from one page to the next. */
export function pageMs({ perMinute, clockSpeed }: AnnouncementPace): number {
  return (pageOf(perMinute) / perMinute) * 60_000 * clockSpeed;
}

/** County milliseconds at which the last of so many messages has gone, when the first goes now: page by page, and not in quiet hours. */
export function lastGoneAt(texts: number, pace: AnnouncementPace, nowMs: number): number {
  const pages = Math.ceil(texts / pageOf(pace.perMinute));
  let left = Math.max(0, pages - 1) * pageMs(pace);
  for (let at = nowMs; ; ) {
    const morning = quietUntil(pace.quietHours, at, chinaDate(at));
    if (morning !== null) at = morning;
    const evening = nextEvening(pace.quietHours, at);
    if (at + left < evening) return at + left;
    left -= evening - at;
    at = evening;
  }
}

/** County milliseconds at which the next quiet hours begin; there may be none. */
function nextEvening({ from, until }: QuietHours, at: number): number {
  if (from === until) return Number.POSITIVE_INFINITY;
  const today = millisOf(startOfDay(chinaDate(at))) + from * 60_000;
  return today > at ? today : today + 86_400_000;
}

/** Counts of an announcement, without its numbers. */
export interface AnnouncementCounts {
  readonly waiting: number;
  readonly sent: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly unknown: number;
  readonly notSent: number;
}

const countTexts = {
  waiting: { zh: '待发送', en: 'to be sent' },
  sent: { zh: '已发出,待回执', en: 'sent, no report yet' },
  delivered: { zh: '已送达', en: 'delivered' },
  undelivered: { zh: '未送达或被拒收', en: 'not delivered, or refused' },
  unknown: { zh: '无回执', en: 'no report came' },
  notSent: { zh: '不发送', en: 'not written to' },
} as const satisfies Wording<keyof AnnouncementCounts>;

/** What Temporal shows of an announcement: how it stands and counts, as the Markdown that its UI renders. */
export function announcementDetails(
  state: AnnouncementState,
  counts: AnnouncementCounts,
  atNight: boolean,
): string {
  const { zh, en } = announcementStates[state];
  const night = atNight ? ['', '夜间不发送 · quiet hours'] : [];
  const rows = Object.entries(countTexts).map(
    ([name, text]) => `| ${text.zh} · ${text.en} | ${counts[name as keyof AnnouncementCounts]} |`,
  );
  return [`**${zh}** · ${en}`, ...night, '', '| | |', '|---|---|', ...rows].join('\n');
}

/** Counts by the states of the messages that were made, and how many have none yet. */
export function announcementCounts(
  messages: Readonly<Partial<Record<TextMessageState, number>>>,
  left: { readonly left: number; readonly over: boolean },
): AnnouncementCounts {
  const sum = (...states: readonly TextMessageState[]): number =>
    states.reduce((all, state) => all + (messages[state] ?? 0), 0);
  return {
    waiting: sum('due') + (left.over ? 0 : left.left),
    sent: sum('sent', 'accepted'),
    delivered: sum('delivered'),
    undelivered: sum('undelivered', 'refused'),
    unknown: sum('unknown'),
    notSent: sum('withdrawn', 'no-phone') + (left.over ? left.left : 0),
  };
}
