import type { Answer } from '../../adapters/answer.ts';
import type { Call, RawReply } from '../../adapters/call.ts';

/** A party's reply as the message log keeps it: to the message itself, or to the question what became of it. */
export interface LoggedReply {
  readonly to: 'message' | 'enquiry';
  readonly reply: RawReply;
}

/** What a logged reply means to the call that it answers. */
export function readLogged<Value>(call: Call<never, Value>, { to, reply }: LoggedReply): Answer<Value> {
  if (to === 'message') return call.read(reply);
  const found = call.enquiry?.read(reply) ?? silence;
  return found.kind === 'no-record' ? silence : found;
}

/** Nothing came back. */
export const silence = { kind: 'unknown', reason: 'no-reply' } as const;

/** Is this the last word on the message, so that nobody is asked again? */
export function isFinal<Value>(
  answer: Answer<Value>,
  about: { readonly pending: 'final' | 'ask-again' },
): answer is Exclude<Answer<Value>, { kind: 'unknown' }> {
  return answer.kind === 'pending' ? about.pending === 'final' : answer.kind !== 'unknown';
}

/** Something came back from which nothing follows; waiting will not make it clearer. */
export function isUnclear(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && (answer.reason === 'unreadable' || answer.reason === 'unlisted-code');
}
