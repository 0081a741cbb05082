import type { LocalDate } from './dates.ts';
import type { PartyId } from './ids.ts';
import type { Wording, Words } from './words.ts';

/** Keepers of records that stand against an admission, asked for one stay at a time: the court's public list, and medical credit at the health commission. */
export const recordParties = ['court-list', 'medical-credit'] as const satisfies readonly PartyId[];
export type RecordParty = (typeof recordParties)[number];

/** What a keeper said of a person on the day it was asked. The number of the record is for whoever judges; it stays sealed. */
export type RecordFound =
  | { readonly kind: 'listed'; readonly since: LocalDate; readonly number: string }
  | { readonly kind: 'not-listed' }
  /** Several bear the name, and the list does not say which of them is meant. */
  | { readonly kind: 'same-name'; readonly count: number };

/** `silent`: it did not answer within its wait; the decision went on without it. */
export type RecordAnswer = RecordFound | { readonly kind: 'silent' };

export const recordAnswerWords = {
  listed: { zh: '已列入', en: 'listed' },
  'not-listed': { zh: '未列入', en: 'not listed' },
  'same-name': { zh: '有同名者，无法确认', en: 'several of that name' },
  silent: { zh: '未答复', en: 'no answer' },
} as const satisfies Wording;
export type RecordAnswerKind = keyof typeof recordAnswerWords;
export const recordAnswerKinds = Object.keys(recordAnswerWords) as readonly RecordAnswerKind[];

export const recordPartyWords = {
  'court-list': { zh: '法院失信被执行人名单', en: 'the court’s public list of judgment defaulters' },
  'medical-credit': { zh: '卫生健康委医疗信用记录', en: 'medical credit at the health commission' },
} as const satisfies Readonly<Record<RecordParty, Words>>;

/** What each keeper that was asked for a stay said. */
export type RecordAnswers = Readonly<Partial<Record<RecordParty, RecordAnswer>>>;

/** The step of the question to a keeper, and under which its late answer is shown. */
export function recordStep(party: RecordParty): string {
  return `record-${party}`;
}

/** The record by which a condition shows that a keeper who was silent has answered, or was looked up by hand. */
export function recordAnswerKind(party: RecordParty): RecordAnswerKindOf {
  return `${party}-answer`;
}
type RecordAnswerKindOf = `${RecordParty}-answer`;
