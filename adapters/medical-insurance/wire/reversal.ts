import { z } from 'zod';
import type { Answer, Found } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { unknown } from '../../reply.ts';
import { requestEnvelope, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { rowsOf, textIn } from './rows.ts';
import { settlementOutput } from './settlement.ts';
import { visitsOutput } from './visit-query.ts';

const someNode = z.record(z.string(), z.unknown()).catch({});

const reversalForm = z.strictObject({
  data: z.strictObject({
    psn_no: z.string().min(1),
    omsgid: z.string().min(1),
    oinfno: z.string().min(1),
  }),
});

/**
 * 2601 of a message, made of that message alone: person, and the stored id and transaction of the original. Its own id is the original's
 * with a letter in it: the same whenever it is sent, and no other message's.
 */
export function reversalOf(body: string): { readonly infno: '2601'; readonly body: string } {
  const original = requestEnvelope.parse(JSON.parse(body));
  const { psn_no } = someNode.parse(original.input.mdtrtinfo ?? original.input.data);
  const { msgid: omsgid, infno: oinfno } = original;
  const input = strictly(reversalForm, { data: { psn_no, omsgid, oinfno } });
  const msgid = `${omsgid.slice(0, -4)}R${omsgid.slice(-3)}`;
  return {
    infno: '2601',
    body: JSON.stringify(strictly(requestEnvelope, { ...original, infno: '2601', msgid, input })),
  };
}

const reversed = z.unknown();

/** Reads the reply to 2601: it was taken. A yes proves nothing: only what stands afterwards does. */
export function readReversed(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, reversed);
  return opened.kind === 'output' ? { kind: 'done', value: null } : opened;
}

/** Whether 2601 was taken, or there was nothing to reverse. */
export function wasReversed(reply: RawReply, question: Question): boolean {
  const said = readReversed(reply, question);
  return said.kind === 'done' || (said.kind === 'refused' && said.code === 'original-unknown');
}

/** The reply to 5201 or 5203 says plainly that nothing of the original stands. */
export function nothingStands(infno: string, reply: RawReply, question: Question): boolean {
  return infno === '5201' ? noVisit(reply, question) : noSettlement(reply, question);
}

function noVisit(reply: RawReply, question: Question): boolean {
  const opened = openEnvelope(reply, question, visitsOutput);
  if (opened.kind === 'refused') return opened.code === 'visit-unknown';
  if (opened.kind !== 'output' || opened.output.mdtrtinfo == null) return false;
  const { ipt_no } = someNode.parse(opened.input.mdtrtinfo);
  // A row without the admission number may be this visit.
  return rowsOf(opened.output.mdtrtinfo).every(({ fields }) => {
    const number = textIn(fields, 'ipt_otp_no');
    return number !== null && number !== ipt_no;
  });
}

function noSettlement(reply: RawReply, question: Question): boolean {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind === 'refused') return opened.code === 'settlement-unknown';
  return opened.kind === 'output' && textIn(opened.output.setlinfo, 'refd_setl_flag') === '1';
}

/** What was asked and answered about a message whose answer was lost, in one text: the log keeps it as the reply. */
const account = z.strictObject({
  /** 5201 or 5203: what stood before. */
  stood: z.string(),
  /** 2601, where nothing stood. */
  reversal: z.string().optional(),
  /** The look-up once more, after it. */
  stands: z.string().optional(),
});
export type ReversalAccount = z.infer<typeof account>;

/** The account in a reply; undefined for a reply of another kind. */
export function accountIn(reply: RawReply): ReversalAccount | undefined {
  if (reply.kind !== 'reply') return undefined;
  try {
    return account.safeParse(JSON.parse(reply.body)).data;
  } catch {
    return undefined;
  }
}

/** A text of the account as the reply that it was. */
export function replyIn(body: string): RawReply {
  return { kind: 'reply', status: 200, body };
}

/** What follows: it stands and is the answer; or it was reversed, and nothing of it stands: an explicit no, after which it goes out anew. */
export function readAccount<Value>(
  { stood, reversal, stands }: ReversalAccount,
  {
    infno,
    question,
    read,
  }: {
    readonly infno: string;
    readonly question: Question;
    readonly read: (reply: RawReply, question: Question) => Found<Value>;
  },
): Found<Value> {
  if (reversal === undefined || stands === undefined) return read(replyIn(stood), question);
  const gone = wasReversed(replyIn(reversal), question) && nothingStands(infno, replyIn(stands), question);
  return gone ? { kind: 'refused', code: 'reversed-unanswered' } : unknown('unlisted-code', ['2601']);
}
