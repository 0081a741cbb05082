import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { CoreSettlement } from '../port.ts';
import { amountOf } from './amount.ts';
import { openEnvelope, type Question } from './opened.ts';
import { textIn } from './rows.ts';
import { settledAmounts } from './settled-amounts.ts';
import { settlementOutput } from './settlement.ts';
import { readSettled, settlementNumbers } from './undo.ts';

/** The same, where nothing stands too: one that the insurer does not know, or shows as refunded. */
export function readShownSettlement(
  reply: RawReply,
  question: Question,
): Answer<{ readonly standing: CoreSettlement | null }> {
  const stands = readSettled(reply, question);
  if (stands.kind !== 'done') return stands;
  if (!stands.value.settled) return { kind: 'done', value: { standing: null } };
  const found = readFoundSettlement(reply, question);
  return found.kind === 'done' ? { kind: 'done', value: { standing: found.value } } : found;
}

/** Reads the reply to 5203: the settlement that was asked for, as 2304 tells it. */
export function readFoundSettlement(reply: RawReply, question: Question): Answer<CoreSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return opened;
  const { setlinfo } = opened.output;
  const asked = settlementNumbers.parse(opened.input).data;
  const said = Object.fromEntries(Object.keys(asked).map((name) => [name, textIn(setlinfo, name)]));
  const foreign = notOurs(said, asked);
  if (foreign !== undefined) return foreign;
  if (said.setl_id === null) return unknown('unreadable', ['setlinfo.setl_id']);
  const settled = settledAmounts(opened.output, opened.region, amountOf);
  if (settled.kind === 'unknown') return settled;
  return { kind: 'done', value: { settlementRef: asked.setl_id, ...settled.amounts } };
}
