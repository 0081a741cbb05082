import type { InsurerRegions } from '../../domain/insurer-region.ts';
import type { Answer, Found } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import type { Outgoing } from './session.ts';
import { cannotTell, lookedUpWith, messageQuery, readMessageQuery } from './wire/message-query.ts';
import type { Question } from './wire/opened.ts';
import {
  accountIn,
  nothingStands,
  type ReversalAccount,
  readAccount,
  replyIn,
  reversalOf,
  wasReversed,
} from './wire/reversal.ts';

/** A look-up that tells what was done under any message id. */
export interface DoneBefore<Value> {
  readonly infno: string;
  readonly input: (asked: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  readonly read: (reply: RawReply, question: Question) => Answer<Value>;
}

interface Lost<Value> {
  readonly outgoing: Outgoing;
  readonly question: Question;
  readonly post: (outgoing: Outgoing) => Promise<RawReply>;
  /** Undefined for a transaction that 2601 does not reverse. */
  readonly before: DoneBefore<Value> | undefined;
}

const nobodyTells: RawReply = { kind: 'no-reply', reason: 'timeout' };

/**
 * Asks what became of a message whose answer was lost: about the message, where the region has such a question; where that tells
 * nothing, what stands, and where plainly nothing does, the message is reversed (2601) and looked for once more. Without any of
 * these a lost reply stays lost until a statement or a person tells.
 */
export async function askWhatBecame<Value>(lost: Lost<Value>): Promise<RawReply> {
  const { outgoing, question, post, before } = lost;
  const { region, body, header } = outgoing;
  const { speech } = region;
  const reversible = before !== undefined && speech.reversal === true && speech.readBack === true;
  if (speech.messageQuery !== null) {
    const said = await post({ region, ...messageQuery(body, region), header });
    if (!reversible || !cannotTell(said, question)) return said;
  }
  return reversible ? reverse(lost, before) : nobodyTells;
}

/** Looks, reverses where nothing stands, and looks again; what is unclear on the way is told as it came. */
async function reverse<Value>(
  { outgoing, question, post }: Lost<Value>,
  { infno, input, read }: DoneBefore<Value>,
): Promise<RawReply> {
  const { region, body, header } = outgoing;
  const look = () => post({ region, infno, body: lookedUpWith(body, infno, input), header });
  const stood = await look();
  if (stood.kind === 'no-reply') return stood;
  if (read(stood, question).kind === 'done') return told({ stood: stood.body });
  if (!nothingStands(infno, stood, question)) return stood;
  const reversal = await post({ region, ...reversalOf(body), header });
  if (reversal.kind === 'no-reply' || !wasReversed(reversal, question)) return reversal;
  const stands = await look();
  if (stands.kind === 'no-reply') return stands;
  return told({ stood: stood.body, reversal: reversal.body, stands: stands.body });
}

function told(account: ReversalAccount): RawReply {
  return replyIn(JSON.stringify(account));
}

/** Reads what came of it, from the log as well. */
export function readWhatBecame<Value>(
  reply: RawReply,
  asked: Asked,
  {
    regions,
    read,
    before,
  }: Pick<Lost<Value>, 'before'> & {
    readonly regions: InsurerRegions;
    readonly read: (reply: RawReply, question: Question) => Answer<Value>;
  },
): Found<Value> {
  const question = { asked, regions };
  const account = before === undefined ? undefined : accountIn(reply);
  if (account === undefined || before === undefined) return readMessageQuery(reply, question, read);
  return readAccount(account, { infno: before.infno, question, read: before.read });
}
