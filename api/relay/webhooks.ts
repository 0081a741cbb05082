import type { CountyClock } from '../../domain/clock.ts';
import type { ClaimedWebhook, FailedTry } from '../../store/webhooks/deliveries.ts';
import { failuresToRest } from '../../store/webhooks/deliveries.ts';
import { messageOf } from '../webhooks/message.ts';
import type { WebhookParts } from '../webhooks/parts.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the relay of webhooks works with; times in real milliseconds. */
interface WebhookRelayParts {
  readonly webhooks: WebhookParts;
  readonly clock: Pick<CountyClock, 'now'>;
  readonly log: RelayLog;
  readonly pollMs?: number;
  /** A shorter patience, for tests. */
  readonly pausesMs?: readonly number[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Between the tries of one message: three days in all, then it is given up and can be read. */
const pauses = [
  ...[5_000, minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 4 * hourMs, 8 * hourMs],
  ...[12 * hourMs, 20 * hourMs, 24 * hourMs],
];
/** An address that is away is tried again at least so often. */
const longestRestMs = hourMs;
/** After so many hours without one taken message an address is switched off; sooner where it says itself that it is gone (410). */
const offAfterHours = { away: 120, gone: 24 } as const;
const forgetEveryMs = 3_600_000;

/** Addresses that are sent to at one time; each hears one message after the other. */
const mostAtOnce = 64;
const batch = 20;
/** How long one address may be sent to before the others of its batch wait for the next turn; within its lease. */
const turnMs = 20_000;

/**
 * Makes deliveries of what happened, and sends them. Each address is sent to by itself: one that is slow or dead holds up
 * nobody else. Signed and sent anew until it is taken (2xx), at least once.
 */
export function startWebhookRelay(parts: WebhookRelayParts): Relay {
  const { deliveries } = parts.webhooks;
  const flying = new Set<Promise<void>>();
  const stopping = new AbortController();
  const deliver = async (): Promise<boolean> => {
    const free = mostAtOnce - flying.size;
    for (const webhook of free > 0 ? await deliveries.claim(free) : []) {
      const turn = oneTurn(parts, webhook, stopping.signal)
        .catch((error: unknown) => parts.log.warn({ name: nameOf(error) }, trouble))
        .finally(() => {
          flying.delete(turn);
          // It may have left some for its next turn.
          loop.nudge();
        });
      flying.add(turn);
    }
    return false;
  };
  const publish = async (): Promise<boolean> => {
    const published = await deliveries.publish();
    if (published > 0) loop.nudge();
    return published > 0;
  };
  const [pollMs, turnsMs] = [parts.pollMs ?? 1_000, parts.pollMs ?? 5_000];
  const loop = startLoop(
    [{ work: publish, pollMs }, ...[deliver, forgetting(parts)].map((work) => ({ work, pollMs: turnsMs }))],
    parts.log,
    trouble,
  );
  return {
    nudge: loop.nudge,
    stop: async () => {
      stopping.abort();
      await loop.stop();
      await Promise.all(flying);
    },
  };
}

const trouble = 'the relay of webhooks could not do its work';

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** Sends what is due at one address until there is no more, its time is over, or it shows that it is away. */
async function oneTurn(parts: WebhookRelayParts, webhook: ClaimedWebhook, stop: AbortSignal): Promise<void> {
  const { deliveries, register, sender } = parts.webhooks;
  const { webhookId, url } = webhook;
  const began = performance.now();
  const secrets = await register.secrets(webhook);
  let { failures } = webhook;
  for (const delivery of secrets === undefined ? [] : await deliveries.due(webhookId, batch)) {
    if (stop.aborted || performance.now() - began > turnMs) break;
    const { deliveryId, attempts } = delivery;
    const { taken, code } = await sender.send(url, secrets ?? [], messageOf(delivery));
    if (taken) {
      failures = 0;
      await deliveries.taken({ webhookId, deliveryId });
      continue;
    }
    failures += 1;
    const rests = failures >= failuresToRest;
    const tried = { webhookId, deliveryId, code, attempts };
    const off = await deliveries.failed(failedTry(parts, tried, rests ? failures - failuresToRest : null));
    if (off)
      parts.log.warn({ webhook: `${webhook.party}/${webhook.name}`, code }, 'a webhook is switched off');
    if (off || rests) return;
  }
  await deliveries.release(webhookId);
}

/** `rest` counts how often the address has shown that it is away; null: not yet. */
function failedTry(
  { pausesMs = pauses, clock }: WebhookRelayParts,
  {
    attempts,
    ...tried
  }: Pick<FailedTry, 'webhookId' | 'deliveryId' | 'code'> & { readonly attempts: number },
  rest: number | null,
): FailedTry {
  const again = pausesMs[attempts];
  const restMs = rest === null ? null : jittered(Math.min(pausesMs[rest] ?? longestRestMs, longestRestMs));
  return {
    ...tried,
    at: clock.now(),
    againMs: again === undefined ? null : jittered(again),
    restMs,
    offAfterHours: tried.code === 'http-410' ? offAfterHours.gone : offAfterHours.away,
  };
}

/** A quarter more or less, so that many do not come back at once. */
function jittered(ms: number): number {
  return Math.round(ms * (0.75 + Math.random() / 2));
}

/** Once an hour what nobody reads any more is forgotten, some at a time. */
function forgetting({ webhooks }: WebhookRelayParts): () => Promise<boolean> {
  let doneAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - doneAt < forgetEveryMs) return false;
    const more = await webhooks.deliveries.forgetOld();
    if (!more) doneAt = performance.now();
    return more;
  };
}
