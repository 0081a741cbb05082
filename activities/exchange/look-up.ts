import type { Call, MessageHeader } from '../../adapters/call.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId, PartyId } from '../../domain/ids.ts';
import type { PartyHolds } from '../../store/messages/party-holds.ts';
import { answerWithin } from './answer-wait.ts';
import type { Exchanged } from './exchange.ts';
import { isUnclear, notConnected, onHold, silence, unclearWait } from './logged-reply.ts';
import type { PartyLimits } from './party-gate.ts';

export interface LookUpParts {
  readonly clock: CountyClock;
  readonly limits: (party: PartyId) => PartyLimits | null;
  readonly holds: Pick<PartyHolds, 'isHeld'>;
  /** The next message id of an institution. */
  readonly messageId: (institution: InstitutionId, at: Instant) => Promise<string>;
}

/** Asks a party something that changes nothing there and is kept in no log of a stay; `promptly`: who does not answer within half its promptness is silent. */
export type LookUp = <Request extends { readonly institution: InstitutionId }, Value>(
  call: Call<Request, Value>,
  request: Request,
  key: string,
  patience?: 'promptly',
) => Promise<Exchanged<Value>>;

/** Such a question is kept in no log: each time it is a message of its own. It passes the party's gate like any other. */
export function createLookUp({ clock, limits, holds, messageId }: LookUpParts): LookUp {
  return async <Request extends { readonly institution: InstitutionId }, Value>(
    call: Call<Request, Value>,
    request: Request,
    key: string,
    patience?: 'promptly',
  ): Promise<Exchanged<Value>> => {
    const { party } = call;
    const since = clock.now();
    const limit = limits(party);
    if (limit === null) return { kind: 'waiting', ...notConnected, party, since };
    if (await holds.isHeld(party, since)) return { kind: 'waiting', ...onHold, party, since };
    const ask = async () => {
      const header: MessageHeader = {
        key,
        messageId: await messageId(request.institution, since),
        at: since,
      };
      const body = await call.write(request, header);
      const answer = call.read(await call.send(body, header), { body, header });
      return { kind: 'asked', answer, silent: answer.kind === 'unknown' && !isUnclear(answer) } as const;
    };
    const passing = () => limit.gate(ask);
    const asked = await (patience === 'promptly' ? answerWithin(passing, limit.promptMs / 2) : passing());
    const answer = asked.kind === 'asked' ? asked.answer : silence;
    if (answer.kind !== 'unknown') return { kind: 'answered', answer };
    const unclear = isUnclear(answer);
    return {
      kind: 'waiting',
      ...(unclear ? unclearWait(answer) : { code: 'agency-wait' }),
      ...{ party, since, overdue: unclear },
    };
  };
}
