import type { Answer, UnknownReason } from '../../adapters/answer.ts';
import type { Asked, Call, RawReply } from '../../adapters/call.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import { transactionOf } from '../../domain/core-answers.ts';
import type { PeopleSay } from '../../domain/party-answers.ts';
import type { AttentionCode } from '../../domain/stay.ts';
import { enteredAnswer } from './entered-answer.ts';

/** A party's reply as the message log keeps it: to the message itself, to the question what became of it, or what it did before. */
export interface LoggedReply {
  readonly to: 'message' | 'enquiry' | 'read-back';
  readonly reply: RawReply;
  /** What people said of it, by the party's own paper: that counts, and nothing that came back. */
  readonly people?: PeopleSay;
}

/** Nobody said anything: neither a yes nor a no. */
export const silence = { kind: 'unknown', reason: 'no-reply' } as const;

/** What a logged reply says to the message that it answers, or to the question what became of it. */
export function readLogged<Value>(
  call: Call<never, Value>,
  { to, reply, people }: LoggedReply,
  asked: Asked,
): Answer<Value> {
  if (people !== undefined) return enteredAnswer(people, call.operation) as Answer<Value>;
  if (to === 'message') return call.read(reply, asked);
  if (to === 'read-back') return call.readBack?.read(reply, asked) ?? silence;
  const found = call.enquiry?.read(reply, asked) ?? silence;
  return found.kind === 'no-record' ? silence : found;
}

/** Is this the last word on the message, so that nobody is asked again? */
export function isFinal<Value>(
  answer: Answer<Value>,
  about: { readonly pending: 'final' | 'ask-again' },
): answer is Exclude<Answer<Value>, { kind: 'unknown' }> {
  return answer.kind === 'pending' ? about.pending === 'final' : answer.kind !== 'unknown';
}

/** Something came back from which nothing follows; waiting will not make it clearer. */
export function isUnclear(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && waitFor[answer.reason] !== null;
}

/** Why an exchange waits. */
export type WaitCode = Extract<
  AttentionCode,
  | 'agency-wait'
  | 'outcome-unknown'
  | 'reply-mismatch'
  | 'party-not-connected'
  | 'party-on-hold'
  | 'core-answer-awaited'
>;

/** What waits after a reply from which nothing follows; null: nobody said anything, so it is only asked again. */
const waitFor: Readonly<Record<UnknownReason, WaitCode | null>> = {
  'no-reply': null,
  timeout: null,
  'server-error': null,
  unreadable: 'outcome-unknown',
  'unlisted-code': 'outcome-unknown',
  'another-question': 'reply-mismatch',
  'does-not-add-up': 'outcome-unknown',
  // It reached nobody: the party counts as not connected until somebody mends the setting.
  'our-setting': 'party-not-connected',
};

/** Why something that came back is no answer: which fields differ, are missing or unlisted, and of two amounts that differ both. */
export function unclearWait(answer: Answer<unknown>): {
  readonly code: WaitCode;
  readonly detail?: AttentionDetail;
} {
  if (answer.kind !== 'unknown') return { code: 'outcome-unknown' };
  const { reason, differs = [], missing = [] } = answer;
  const codes = [...differs.map((field) => `${field}: differs`), ...missing];
  const code = waitFor[reason] ?? 'outcome-unknown';
  return codes.length === 0 ? { code } : { code, detail: { kind: 'unfit', codes } };
}

/** Why nobody was asked. */
export interface Unasked {
  readonly code: WaitCode;
  readonly overdue: boolean;
  readonly detail?: AttentionDetail;
}

/** An operator asks the party nothing for a while. */
export const onHold: Unasked = { code: 'party-on-hold', overdue: false };

/** The party has no address. */
export const notConnected: Unasked = { code: 'party-not-connected', overdue: true };

/** The hospital's own system carries it out, and which reply it is to deliver. */
export function awaited(operation: string): Unasked {
  const transaction = transactionOf(operation);
  const detail = transaction === undefined ? {} : { detail: { kind: 'core-answer', transaction } as const };
  return { code: 'core-answer-awaited', overdue: false, ...detail };
}
