import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../adapters/answer.ts';
import type { CountyClock } from '../../domain/clock.ts';
import { type Instant, millisOf } from '../../domain/dates.ts';

/** What an attempt comes to while another caller holds the lease on the same message and sends it: that answer counts for both. */
export const withAnotherSender = { kind: 'withAnotherSender', silent: false } as const;

/** What the attempt comes to where the message is not to go any more. */
export const notToGo = { kind: 'not-to-go', silent: false } as const;

/** What one attempt comes to; `silent` tells the gate that the party seems dead. */
export type Tried<Value> =
  | { readonly kind: 'attempt'; readonly answer: Answer<Value>; readonly silent: boolean }
  | typeof withAnotherSender
  | typeof notToGo;

/** How often the log is looked at meanwhile. */
const lookAgainMs = 400;

/**
 * What the attempt comes to, or `slow` after `ms`; the slow call goes on and its answer lands in the log. A message that
 * another caller has is tried again meanwhile: a killed one's is free within seconds.
 */
export async function answerWithin<Result extends { readonly kind: string }>(
  attempt: () => Promise<Result>,
  ms: number,
): Promise<Result | { readonly kind: 'slow' }> {
  const timer = new AbortController();
  const slow = wait(ms, { kind: 'slow' as const }, { signal: timer.signal });
  slow.catch(() => undefined);
  const result = untilHere(attempt, timer.signal);
  result.catch(() => undefined);
  try {
    return await Promise.race([result, slow]);
  } finally {
    timer.abort();
  }
}

async function untilHere<Result extends { readonly kind: string }>(
  attempt: () => Promise<Result>,
  over: AbortSignal,
): Promise<Result> {
  for (;;) {
    const result = await attempt();
    if (result.kind !== withAnotherSender.kind || over.aborted) return result;
    await wait(lookAgainMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return result;
  }
}

/** How long it is since then, in real milliseconds. */
export function realMsSince(clock: CountyClock, since: Instant): number {
  return clock.realMillisFor(clock.nowMillis()) - clock.realMillisFor(millisOf(since));
}
