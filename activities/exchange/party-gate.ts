import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  wrap,
} from 'cockatiel';
import type { Instant } from '../../domain/dates.ts';

interface Heard {
  /** The party did not answer at all, as if it were dead. */
  readonly silent: boolean;
}

/** The call was not made: the party is full, or silent since then. */
export interface Shut {
  readonly kind: 'shut';
  readonly silentSince: Instant | null;
}

export type PartyGate = <Result extends Heard>(call: () => Promise<Result>) => Promise<Result | Shut>;

const silencesToOpen = 5;
const halfOpenAfterMs = 5_000;

/**
 * One gate per party, so that a dead party blocks nobody else: at most `concurrency` calls at once, as many again in the
 * queue, and after five silences in a row one trial call every five seconds.
 */
export function partyGate(parts: { readonly concurrency: number; readonly now: () => Instant }): PartyGate {
  const { concurrency, now } = parts;
  let silentSince: Instant | null = null;
  const breaker = circuitBreaker(
    handleWhenResult((result) => (result as Heard).silent),
    { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(silencesToOpen) },
  );
  const gate = wrap(bulkhead(concurrency, concurrency), breaker);
  return async (call) => {
    try {
      const result = await gate.execute(call);
      silentSince = result.silent ? (silentSince ?? now()) : null;
      return result;
    } catch (refusal) {
      const shut = refusal instanceof BrokenCircuitError || refusal instanceof BulkheadRejectedError;
      if (!shut) throw refusal;
      return { kind: 'shut', silentSince };
    }
  };
}

/** How long to be patient with one party, real milliseconds. */
export interface PartyLimits {
  /** How long a sweep waits for an answer before it returns `waiting`; the call goes on. */
  readonly promptMs: number;
  /** After this a person should know. */
  readonly promiseMs: number;
  /** The call's own end. */
  readonly timeoutMs: number;
  readonly gate: PartyGate;
}
