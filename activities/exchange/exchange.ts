import type { Answer } from '../../adapters/answer.ts';
import type { Call, MessageHeader } from '../../adapters/call.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';
import { isEffectful } from '../../domain/party-answers.ts';
import type { Known } from '../../store/messages/known.ts';
import type { MessageLog } from '../../store/messages/log.ts';
import type { StoredHeader } from '../../store/messages/outbound.ts';
import type { PartyHolds } from '../../store/messages/party-holds.ts';
import type { Connection } from '../../store/postgres/database.ts';
import { answerWithin, notToGo, realMsSince, type Tried, withAnotherSender } from './answer-wait.ts';
import { deliver, isAskable } from './delivery.ts';
import {
  awaited,
  isFinal,
  isUnclear,
  type LoggedReply,
  notConnected,
  onHold,
  readLogged,
  silence,
  type Unasked,
  unclearWait,
  type WaitCode,
} from './logged-reply.ts';
import type { PartyLimits } from './party-gate.ts';
import { foreseenRefusal } from './refusal.ts';

export interface ExchangeParts {
  readonly log: MessageLog<LoggedReply>;
  readonly clock: CountyClock;
  /** Null for a party that this county has no address of: it is never asked. */
  readonly limits: (party: PartyId) => PartyLimits | null;
  /** Parks a call to a party that an operator asks nothing for a while. */
  readonly holds: Pick<PartyHolds, 'heldSince'>;
}

/** What one message is about; the key is the same for ever. */
export interface About<Value = unknown> {
  readonly key: string;
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  /** Is `pending` worth storing as the answer to this message, or is the message to be asked about again? */
  readonly pending: 'final' | 'ask-again';
  /** The hospital's own system carries out what changes something at the insurer, and delivers the reply: nothing is sent. */
  readonly by?: 'hospital';
  /** Asked when the party is free to hear the message and before it is written, so that what waits in line counts as not sent; false: it does not go. */
  readonly leaving?: () => Promise<boolean>;
  /**
   * Writes what later steps need of a yes, in the transaction that takes it; once more when only the log knows the answer,
   * as in stays of version 0.1.0, so writing it twice must change nothing.
   */
  readonly keep?: (value: Value, header: MessageHeader, tx?: Connection) => Promise<void>;
}

export type Exchanged<Value> =
  | { readonly kind: 'answered'; readonly answer: Exclude<Answer<Value>, { kind: 'unknown' }> }
  | {
      readonly kind: 'waiting';
      readonly code: WaitCode;
      readonly party: PartyId;
      readonly since: Instant;
      readonly overdue: boolean;
      /** It is not to go any more, as `leaving` said; nothing was sent. */
      readonly withheld?: true;
      /** By which fields a reply answers another question than ours, or which reply the hospital is to deliver. */
      readonly detail?: AttentionDetail;
    };

export type Exchange = <Request, Value>(
  call: Call<Request, Value>,
  request: Request,
  about: About<Value>,
) => Promise<Exchanged<Value>>;

interface Message<Request, Value> {
  readonly call: Call<Request, Value>;
  readonly request: Request;
  readonly about: About<Value>;
  /** What a question about an earlier send, a send, and reading back what was done before may take together. */
  readonly mostMs: number;
  /** Hears when the message was first written, which is since when it waits. */
  readonly onBegun: (at: Instant) => void;
}

/** The part of a message that is needed to read what the log knows. */
type Logged<Value> = Pick<Message<never, Value>, 'call' | 'about' | 'onBegun'>;

/**
 * Speaks to parties through the message log: written and sealed before it is sent, read from the log when it was answered
 * before, sent by one caller at a time, asked about instead of sent again where the party can be asked.
 */
export function createExchange({ log, clock, limits, holds }: ExchangeParts): Exchange {
  return async <Request, Value>(call: Call<Request, Value>, request: Request, about: About<Value>) => {
    if (about.by === 'hospital' && isEffectful(call.operation))
      return unsent({ log, clock }, call, about, awaited(call.operation));
    const limit = limits(call.party);
    if (limit === null) return unsent({ log, clock }, call, about, notConnected);
    const { promptMs, promiseMs, timeoutMs, gate } = limit;
    let since = clock.now();
    const onBegun = (at: Instant): void => {
      since = at;
    };
    const message = { call, request, about, mostMs: timeoutMs * 3 + 5_000, onBegun };
    // Only a message that is to be sent passes the gate: what the log knows tells nothing of the party, and needs none.
    const attempt = async () => {
      const { key, institution, caseRef } = about;
      const found = await log.numberMessage({ key, institution, at: clock.now() });
      if (found.kind !== 'free') return foundIn(found, message);
      const parked = { key, party: call.party, caseRef, at: clock.now() };
      const heldSince = await holds.heldSince(parked);
      if (heldSince !== null) return { kind: 'held', since: heldSince, silent: false } as const;
      return gate(() => attemptOnce({ log, clock }, message, found.numbered)).catch(foreseen);
    };
    const result = await answerWithin(attempt, promptMs);
    if (result.kind === 'held') return { kind: 'waiting', ...onHold, party: call.party, since: result.since };
    if (result.kind === 'shut') since = result.silentSince ?? since;
    const answer: Answer<Value> = result.kind === 'attempt' ? result.answer : silence;
    if (isFinal(answer, about)) return { kind: 'answered', answer };
    const unclear = isUnclear(answer);
    return {
      kind: 'waiting',
      ...(unclear ? unclearWait(answer) : { code: 'agency-wait' }),
      party: call.party,
      since,
      overdue: unclear || realMsSince(clock, since) > promiseMs,
      ...(result.kind === notToGo.kind ? { withheld: true } : {}),
    };
  };
}

/** How long before its sending a message may have got its id (real ms). */
const numberedForMs = 1_000;
const foreseen = (failure: unknown) =>
  ({ kind: 'attempt', answer: foreseenRefusal(failure), silent: false }) as const;

/** A party without an address, or one to which somebody else speaks: what the log knows counts, and nothing else is said for it. */
async function unsent<Value>(
  { log, clock }: Pick<ExchangeParts, 'log' | 'clock'>,
  call: Call<never, Value>,
  about: About<Value>,
  waits: Unasked,
): Promise<Exchanged<Value>> {
  let since = clock.now();
  const onBegun = (at: Instant): void => {
    since = at;
  };
  const known = await log.knownMessage(about.key);
  const found = known && (await foundIn(known, { call, about, onBegun }));
  if (found?.kind === 'attempt' && isFinal(found.answer, about))
    return { kind: 'answered', answer: found.answer };
  return { kind: 'waiting', ...waits, party: call.party, since };
}

async function foundIn<Value>(
  found: Known<LoggedReply>,
  { call, about, onBegun }: Logged<Value>,
): Promise<Tried<Value>> {
  onBegun(found.header.at);
  if (found.kind === 'in-flight') return withAnotherSender;
  const answer = readLogged(call, found.reply, found);
  if (answer.kind === 'done') await about.keep?.(answer.value, found.header);
  return { kind: 'attempt', answer, silent: false };
}

/** Takes the message, sends it or asks what became of it, and writes the answer while it is still ours; docs/CHANGE-WITH-CARE.md, 2, says what each line guards. */
async function attemptOnce<Request, Value>(
  { log, clock }: Pick<ExchangeParts, 'log' | 'clock'>,
  message: Message<Request, Value>,
  numbered: StoredHeader | null,
): Promise<Tried<Value>> {
  const { call, request, about, mostMs, onBegun } = message;
  const { key, caseRef, institution } = about;
  if (numbered !== null && (await about.leaving?.()) === false) return notToGo;
  const { party, operation } = call;
  const makeBody = (header: MessageHeader): Promise<string> => call.write(request, header);
  const outbound = { key, party, operation, institution, caseRef, at: clock.now(), makeBody };
  // Its header says when it was sent: one that stood in line since then gets another id.
  const fresh = numbered !== null && realMsSince(clock, numbered.at) <= numberedForMs ? numbered : undefined;
  const begun = await log.beginMessage(outbound, fresh);
  if (begun.kind !== 'send') return foundIn(begun, message);
  onBegun(begun.header.at);
  const { token } = begun;
  return log.whileHeld({ key, token, mostMs }, async () => {
    const reply = await deliver(call, begun);
    const answer = readLogged(call, reply, begun);
    const outcome = isFinal(answer, about) ? 'final' : 'unclear';
    const { keep } = about;
    const kept =
      answer.kind === 'done' && keep !== undefined
        ? { keep: (tx: Connection) => keep(answer.value, begun.header, tx) }
        : {};
    const said = { key, token, reply, at: clock.now(), askable: isAskable(call), ...kept };
    const written = await log.recordReply({ ...said, outcome });
    if (written === 'stale') return withAnotherSender;
    return { kind: 'attempt', answer, silent: answer.kind === 'unknown' && !isUnclear(answer) };
  });
}
