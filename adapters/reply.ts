import type { z } from 'zod';
import type { Answer } from './answer.ts';
import type { RawReply } from './call.ts';

type Unknown = Extract<Answer<never>, { kind: 'unknown' }>;

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

/** An answer from which nothing follows. */
export function unknown(reason: Unknown['reason']): Unknown {
  return { kind: 'unknown', reason };
}

function quietly(parse: (json: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
