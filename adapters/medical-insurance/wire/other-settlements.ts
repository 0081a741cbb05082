import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import type { CoreSettlement } from '../port.ts';
import { amountOf, takenBackAmountOf } from './amount.ts';
import type { AmountReader } from './fund-lines.ts';
import { openEnvelope, type Question } from './opened.ts';
import { textIn } from './rows.ts';
import { settledAmounts } from './settled-amounts.ts';
import { ofAnotherBill, settlementOutput } from './settlement.ts';

/** A settlement without its number: tried (2303), or taken back (2305). */
export type OtherSettlement = Omit<CoreSettlement, 'settlementRef'>;

/** Reads what a settlement would come to (2303): of the person, visit and bill that were asked about. */
export function readPreSettlement(reply: RawReply, question: Question): Answer<OtherSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  const foreign = opened.kind === 'output' ? ofAnotherBill(opened) : undefined;
  return foreign ?? readAmounts(reply, question, amountOf);
}

/** Reads a settlement that is taken back (2305), every amount by its size: on the wire each is negative. */
export function readReversal(reply: RawReply, question: Question): Answer<OtherSettlement> {
  return readAmounts(reply, question, takenBackAmountOf);
}

/** True for a reply that says of itself that it takes a settlement back. */
export function isReversal(reply: RawReply, question: Question): boolean {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return false;
  const { setlinfo } = opened.output;
  return textIn(setlinfo, 'setl_type') === '2' || (textIn(setlinfo, 'medfee_sumamt') ?? '').startsWith('-');
}

function readAmounts(reply: RawReply, question: Question, reader: AmountReader): Answer<OtherSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return opened;
  const settled = settledAmounts(opened.output, opened.region, reader);
  return settled.kind === 'unknown' ? settled : { kind: 'done', value: settled.amounts };
}
