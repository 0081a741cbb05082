import { z } from 'zod';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { Answer, Found } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unlisted } from '../../reply.ts';
import { requestEnvelope, said, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';

/** The question what became of a message, made of that message alone: same sender, the original's id and transaction (as in 2601). */
export function messageQuery(
  body: string,
  region: InsurerRegion,
): { readonly infno: string; readonly body: string } {
  const original = requestEnvelope.parse(JSON.parse(body));
  const infno = said(region, 'messageQuery');
  const input = { data: { omsgid: original.msgid, oinfno: original.infno } };
  return { infno, body: JSON.stringify(strictly(requestEnvelope, { ...original, infno, input })) };
}

/** A look-up by the input of an earlier message, from the same sender. */
export function lookedUpBy(body: string, infno: string): string {
  const original = requestEnvelope.parse(JSON.parse(body));
  return JSON.stringify(strictly(requestEnvelope, { ...original, infno }));
}

/** A look-up with an input made of that of an earlier message, from the same sender. */
export function lookedUpWith(
  body: string,
  infno: string,
  input: (asked: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): string {
  const original = requestEnvelope.parse(JSON.parse(body));
  return JSON.stringify(strictly(requestEnvelope, { ...original, infno, input: input(original.input) }));
}

const queryOutput = z.object({
  result: z.object({
    // The message that the answer is about.
    omsgid: z.string().nullish(),
    fond_flag: z.string(),
    orgn_rslt: z.string().nullish(),
  }),
});

/** The question was refused: it says nothing about the message, and never will. */
export function cannotTell(reply: RawReply, question: Question): boolean {
  return openEnvelope(reply, question, z.unknown()).kind === 'refused';
}

/** Reads what became of a message: the answer it got then, or proof that it never arrived. */
export function readMessageQuery<Value>(
  reply: RawReply,
  question: Question,
  read: (reply: RawReply, question: Question) => Answer<Value>,
): Found<Value> {
  const opened = openEnvelope(reply, question, queryOutput);
  // A refused question says nothing about the message.
  if (opened.kind === 'refused') return unlisted('infcode', opened.partyCode);
  if (opened.kind !== 'output') return opened;
  const { omsgid, fond_flag, orgn_rslt } = opened.output.result;
  // Proof that another message never arrived would send ours twice.
  const foreign = notOurs({ omsgid: omsgid || null }, { omsgid: opened.messageId });
  if (foreign !== undefined) return foreign;
  if (fond_flag === '0') return { kind: 'no-record' };
  if (fond_flag !== '1') return unlisted('fond_flag', fond_flag);
  return read({ kind: 'reply', status: 200, body: orgn_rslt ?? '' }, question);
}
