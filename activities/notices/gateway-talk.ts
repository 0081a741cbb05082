import type { Answer } from '../../adapters/answer.ts';
import type { Call } from '../../adapters/call.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { PartyHolds } from '../../store/messages/party-holds.ts';
import { isUnclear, notConnected, onHold, unclearWait, type WaitCode } from '../exchange/logged-reply.ts';
import type { PartyLimits } from '../exchange/party-gate.ts';

/** What came of one question or message. */
export type Heard<Value> =
  | { readonly kind: 'answered'; readonly answer: Exclude<Answer<Value>, { kind: 'unknown' }> }
  /** Nobody answered, or nothing follows from what came back: it may have been carried out. */
  | { readonly kind: 'unanswered'; readonly code: WaitCode }
  /** Nothing reached the gateway. */
  | { readonly kind: 'unasked'; readonly code: WaitCode }
  /** `first` said that it is not to be sent after all. */
  | { readonly kind: 'not-sent' };

export type GatewayTalk = <Request, Value>(
  call: Call<Request, Value>,
  request: Request,
  by: {
    readonly key: string;
    /** The gateway's own number where it has one. */
    readonly messageId?: string | null;
    /** Commits that the message goes now, after the gate let it pass; false: it does not go. */
    readonly first?: () => Promise<boolean>;
  },
) => Promise<Heard<Value>>;

/**
 * Speaks to the gateway of text messages: through the party's gate, without the message log, whose promise it cannot keep: what was sent
 * is in the store before it goes, and is never sent again.
 */
export function gatewayTalk({
  clock,
  limits,
  holds,
}: {
  readonly clock: CountyClock;
  /** Null for a party that this county has no address of. */
  readonly limits: (party: PartyId) => PartyLimits | null;
  readonly holds: Pick<PartyHolds, 'isHeld'>;
}): GatewayTalk {
  return async <Request, Value>(
    call: Call<Request, Value>,
    request: Request,
    { key, messageId = null, first }: Parameters<GatewayTalk>[2],
  ): Promise<Heard<Value>> => {
    const { party } = call;
    const limit = limits(party);
    if (limit === null) return { kind: 'unasked', code: notConnected.code };
    const at = clock.now();
    if (await holds.isHeld(party, at)) return { kind: 'unasked', code: onHold.code };
    const asked = await limit.gate(async () => {
      const header = { key, messageId: messageId ?? key, at };
      const body = await call.write(request, header);
      if (first !== undefined && !(await first())) return { kind: 'not-sent', silent: false } as const;
      const answer = call.read(await call.send(body, header), { body, header });
      return { kind: 'asked', answer, silent: answer.kind === 'unknown' && !isUnclear(answer) } as const;
    });
    if (asked.kind === 'not-sent') return { kind: 'not-sent' };
    if (asked.kind === 'shut') return { kind: 'unasked', code: 'agency-wait' };
    const { answer } = asked;
    if (answer.kind !== 'unknown') return { kind: 'answered', answer };
    if (answer.reason === 'our-setting') return { kind: 'unasked', code: unclearWait(answer).code };
    return { kind: 'unanswered', code: isUnclear(answer) ? unclearWait(answer).code : 'agency-wait' };
  };
}
