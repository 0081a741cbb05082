import type { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import type { Answer } from './answer.ts';
import type { Asked, RawReply } from './call.ts';

/** An answer from which nothing follows. */
export type Unknown = Extract<Answer<never>, { kind: 'unknown' }>;

/** A reply whose body is JSON of the expected form, or why nothing can be concluded from it. */
export type ReadReply<Message> =
  | { readonly kind: 'message'; readonly status: number; readonly message: Message }
  | Unknown;

/** Reads a reply by a schema. A 5xx, silence and what does not fit are `unknown`: neither yes nor no. Never throws. */
export function readReply<Message>(
  reply: RawReply,
  schema: z.ZodType<Message>,
  parse: (json: string) => unknown = JSON.parse,
): ReadReply<Message> {
  if (reply.kind === 'no-reply') return unknown(reply.reason === 'timeout' ? 'timeout' : 'no-reply');
  if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return unknown('server-error');
  const parsed = schema.safeParse(quietly(parse, reply.body));
  if (!parsed.success) return unknown('unreadable');
  return { kind: 'message', status: reply.status, message: parsed.data };
}

/**
 * Compares what a reply repeats with what was asked with; undefined when the reply is ours. A field that the party left out
 * says nothing: where its form must carry the field, the reader's schema asks for it.
 */
export function notOurs(
  said: Readonly<Record<string, unknown>>,
  asked: Readonly<Record<string, string>>,
): Unknown | undefined {
  const differs = Object.entries(asked).flatMap(([field, ours]) => {
    const theirs = entryOf(said, field) ?? null;
    return theirs === null || textOf(theirs) === ours ? [] : [field];
  });
  return differs.length === 0 ? undefined : { kind: 'unknown', reason: 'another-question', differs };
}

/** An object is no value that anybody asks with. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

/** What was asked, read back from the bytes that were sent. Throws for bytes that we did not write in this form. */
export function askedIn<Form>({ body }: Asked, form: z.ZodType<Form>): Form {
  return form.parse(JSON.parse(body));
}

/** An answer from which nothing follows, and what exactly it lacks; of a word that no table lists it must be said which. */
export function unknown(
  ...[reason, missing = []]:
    | readonly [reason: Exclude<Unknown['reason'], 'unlisted-code'>, missing?: readonly string[]]
    | readonly [reason: Unknown['reason'], missing: readonly string[]]
): Unknown {
  return missing.length === 0 ? { kind: 'unknown', reason } : { kind: 'unknown', reason, missing };
}

/** What a field says that no table of ours lists: whoever looks after it learns which word it was. */
export function unlisted(field: string, said: string | number | null | undefined): Unknown {
  return unknown('unlisted-code', [`${field}: ${codeText(String(said ?? ''))}`]);
}

/** A code as it may be shown: what is no short code of letters and digits could be anything, a person's number too. */
export function codeText(code: string): string {
  return /^[\w.-]{1,14}$/.test(code) ? code : '?';
}

function quietly(parse: (json: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
