import type { Call, MessageHeader, RawReply } from '../../adapters/call.ts';
import type { LoggedReply } from './logged-reply.ts';

/** Sends, or first asks what became of an earlier send: a message that can be asked about is never repeated unasked. What the party did before is read back. */
export async function deliver<Request, Value>(
  call: Call<Request, Value>,
  message: { readonly body: string; readonly header: MessageHeader; readonly earlierSends: number },
): Promise<LoggedReply> {
  const { body, header, earlierSends } = message;
  if (earlierSends > 0 && call.enquiry !== undefined) {
    const reply = await call.enquiry.send(body, header);
    if (call.enquiry.read(reply, message).kind !== 'no-record') return { to: 'enquiry', reply };
  }
  // Neither key nor question: whether the first send took effect, only a statement or a person can say.
  const mayRepeat = earlierSends === 0 || isAskable(call);
  if (!mayRepeat) return { to: 'message', reply: { kind: 'no-reply', reason: 'timeout' } };
  const reply = await call.send(body, header);
  return (await readBack(call, message, reply)) ?? { to: 'message', reply };
}

/** What the party did under a message that the log lost; undefined when its reply is to this one. */
async function readBack<Value>(
  { read, readBack: back }: Call<never, Value>,
  message: { readonly body: string; readonly header: MessageHeader },
  reply: RawReply,
): Promise<LoggedReply | undefined> {
  if (back === undefined) return undefined;
  const answer = read(reply, message);
  if (answer.kind !== 'refused' || !back.after.some((code) => code === answer.code)) return undefined;
  const found = await back.send(message.body, message.header);
  return back.read(found, message).kind === 'done' ? { to: 'read-back', reply: found } : undefined;
}

/** An answer that was lost can be had again: by its key, or by a question. */
export function isAskable({ traits, enquiry }: Call<never, unknown>): boolean {
  return traits.idempotent || enquiry !== undefined;
}
