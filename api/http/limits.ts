import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HubProblem } from '../../domain/failures.ts';
import { networkOf } from './network.ts';

/** Who tries, and with which credential (a digest). */
export interface Attempt {
  readonly address: string;
  readonly credential: string;
}

/**
 * How much one caller may ask. Successes count by actor, failures and open routes by address. An address beyond its failures
 * still lets through what succeeded lately, and has others looked up once a second: one bad client behind a hospital's
 * shared address locks nobody else out, and guessing gets no faster. Each copy of the api counts for itself.
 */
export interface Limits {
  /** Throws HubProblem `rate-limited` when the credential may not be looked up now. */
  readonly expectLookUp: (attempt: Attempt) => Promise<void>;
  readonly noteFailure: (attempt: Attempt) => Promise<void>;
  readonly noteSuccess: (attempt: Attempt) => void;
  /** Throws HubProblem `rate-limited`. */
  readonly countActor: (actor: string) => Promise<void>;
  /** Throws HubProblem `rate-limited`. */
  readonly countOpen: (address: string) => Promise<void>;
}

const failuresPerMinute = 30;
const lookUpsPerSecond = 1;
/** Credentials that succeeded within so long are known good. */
const lately = 3_600_000;
const mostRemembered = 10_000;

/** Limits of one process; `perMinute` requests of one actor, or of one address on open routes; 0 for no limit of these. */
export function requestLimits(perMinute: number): Limits {
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: 60 });
  const lookUps = new RateLimiterMemory({ points: lookUpsPerSecond, duration: 1 });
  const actors = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const open = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const succeeded = new Map<string, number>();
  return {
    async expectLookUp({ address, credential }) {
      const before = await failures.get(networkOf(address));
      if (before === null || before.consumedPoints < failuresPerMinute) return;
      if (Date.now() - (succeeded.get(credential) ?? Number.NEGATIVE_INFINITY) < lately) return;
      await consume(lookUps, networkOf(address));
    },
    async noteFailure({ address, credential }) {
      succeeded.delete(credential);
      await failures.consume(networkOf(address)).catch(() => undefined);
    },
    noteSuccess({ credential }) {
      // Newest last, so that the first is the one to forget.
      succeeded.delete(credential);
      succeeded.set(credential, Date.now());
      const [oldest] = succeeded.keys();
      if (succeeded.size > mostRemembered && oldest !== undefined) succeeded.delete(oldest);
    },
    countActor: async (actor) => (perMinute > 0 ? consume(actors, actor) : undefined),
    countOpen: async (address) => (perMinute > 0 ? consume(open, networkOf(address)) : undefined),
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new HubProblem('rate-limited', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1_000) });
  }
}
