import { setTimeout as wait } from 'node:timers/promises';
import type { PartyId } from '../../domain/ids.ts';
import type { NotDone } from '../contract.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** Ends a local sweep: the workflow goes on without it. */
export class NotAtOnce extends Error {
  override readonly name = 'NotAtOnce';
  readonly why: NotDone;
  constructor(why: NotDone) {
    super(why);
    this.why = why;
  }
}

/** How long a party that did not answer one local sweep is left to the ordinary ones (real ms): no task is held for it meanwhile. */
const restMs = 5_000;

/**
 * Exchanges that are over after so many milliseconds, all together: whatever is not answered then ends the sweep with
 * NotAtOnce. The call goes on, and its answer lands in the log, where the ordinary sweep finds it.
 */
export function exchangesAtOnce(exchange: Exchange): (withinMs: number) => Exchange {
  const restingUntil = new Map<PartyId, number>();
  return (withinMs) => {
    const end = performance.now() + withinMs;
    // A timer may come a moment before the clock says so.
    let over = false;
    return async (call, request, about) => {
      const now = performance.now();
      if (over || now >= end || now < (restingUntil.get(call.party) ?? 0)) throw new NotAtOnce('unanswered');
      const exchanged = await before(end - now, exchange(call, request, about));
      if (exchanged?.kind === 'answered') {
        restingUntil.delete(call.party);
        return exchanged;
      }
      over ||= exchanged === null;
      // Nobody was asked: the step itself says that the hospital must act.
      if (exchanged?.code === 'core-answer-awaited') return exchanged;
      if (exchanged?.code === 'party-not-connected') throw new NotAtOnce('elsewhere');
      restingUntil.set(call.party, performance.now() + restMs);
      throw new NotAtOnce('unanswered');
    };
  };
}

/** Null when it does not come in time; what it comes to later is in the log. */
async function before<Value>(ms: number, value: Promise<Value>): Promise<Value | null> {
  const limit = new AbortController();
  const late = wait(ms, null, { signal: limit.signal });
  late.catch(() => undefined);
  value.catch(() => undefined);
  try {
    return await Promise.race([value, late]);
  } finally {
    limit.abort();
  }
}
