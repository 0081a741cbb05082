import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RegistryDelivery } from '../../store/registry/deliveries.ts';
import type { RegistryPeer } from '../../store/registry/peers.ts';
import type { RegistryCallback } from '../../store/registry/tables.ts';
import { SealError } from '../../store/secrets/sealing.ts';
import type { ApiDeps } from '../deps.ts';
import { notificationOf } from '../registry/notifications.ts';
import { type Relay, retryDelayMs } from './stays.ts';

/** What the relay of the social-registry door works with; times in real milliseconds. */
interface RegistryRelayParts extends Pick<ApiDeps, 'clock' | 'registry'> {
  readonly log: { warn(about: object, message: string): void };
  readonly pollMs?: number;
  readonly callMs?: number;
}

const batch = 20;
const noticeBatch = 100;
const forgetEveryMs = 3_600_000;
/** What a peer's answer may be long. */
const answerBytes = 65_536;

const paths = {
  'on-search': '/registry/on-search',
  'on-subscribe': '/registry/on-subscribe',
  'on-unsubscribe': '/registry/on-unsubscribe',
  'txn-on-status': '/registry/txn/on-status',
  notify: '/registry/notify',
} as const satisfies Record<RegistryCallback, string>;

/** Writes notices of released versions, and delivers what is owed to peers until each has taken it; both go on where a killed one stopped. */
export function startRegistryRelay(parts: RegistryRelayParts): Relay {
  const stopping = new AbortController();
  // One for each step: a step that wakes by itself must not take a nudge from those that sleep or work.
  const wakes: AbortController[] = [];
  const every = async (step: () => Promise<boolean>, at: number): Promise<void> => {
    let wake = new AbortController();
    wakes[at] = wake;
    for (let troubles = 0; !stopping.signal.aborted; ) {
      let more = false;
      try {
        more = await step();
        troubles = 0;
      } catch (error) {
        const name = error instanceof Error ? error.name : 'unknown';
        parts.log.warn({ name }, 'the registry relay could not do its work');
        troubles += 1;
      }
      if (more) continue;
      const signal = AbortSignal.any([wake.signal, stopping.signal]);
      const restMs = troubles > 0 ? retryDelayMs(troubles) : (parts.pollMs ?? 1_000);
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
      wake = new AbortController();
      wakes[at] = wake;
    }
  };
  const steps = [() => writeNotices(parts), () => deliverDue(parts), forgetting(parts)];
  const running = Promise.all(steps.map(every));
  return {
    nudge: () => {
      for (const wake of wakes) wake.abort();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Once an hour what nobody will ask for any more is forgotten, some at a time. */
function forgetting({ registry, clock }: RegistryRelayParts): () => Promise<boolean> {
  let doneAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - doneAt < forgetEveryMs) return false;
    const more = (await registry.retention.forgetOld(clock.now())) > 0;
    if (!more) doneAt = performance.now();
    return more;
  };
}

/** True when there may be more. */
async function writeNotices(parts: RegistryRelayParts): Promise<boolean> {
  const { changes } = parts.registry;
  const examined = await changes.examineRelease();
  const told = await changes.tellNext(noticeBatch, (notice) => notificationOf(parts, notice));
  return examined || told;
}

async function deliverDue(parts: RegistryRelayParts): Promise<boolean> {
  const { deliveries } = parts.registry;
  const due = await deliveries.due(batch);
  await Promise.all(
    due.map(async (delivery) => {
      const { deliveryId, attempts } = delivery;
      const sent = await sendOpened(parts, delivery);
      if (sent.kind === 'taken') return deliveries.delivered(deliveryId);
      if (sent.kind === 'refused') return deliveries.refused(deliveryId, sent.code);
      return deliveries.later(deliveryId, retryDelayMs(attempts), sent.code);
    }),
  );
  return due.length > 0;
}

/** A seal that is broken stays so: its message is set aside. A key that is missing comes back with the configuration. */
async function sendOpened(parts: RegistryRelayParts, delivery: RegistryDelivery): Promise<Sent> {
  try {
    const peer = await parts.registry.peers.peer(delivery.party);
    return peer === undefined ? later('peer-gone') : await send(parts, peer, delivery);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return error.code === 'seal-broken' ? { kind: 'refused', code: error.code } : later(error.code);
  }
}

type Sent = { readonly kind: 'taken' } | { readonly kind: 'refused' | 'later'; readonly code: string };

// What a peer says of a content that it will never take; all else may be mended by either side.
const refusals = new Set([400, 409, 413, 415, 422]);

async function send(
  { registry, callMs = 5_000 }: RegistryRelayParts,
  { callbackUrl, token }: RegistryPeer,
  { action, open }: RegistryDelivery,
): Promise<Sent> {
  const { header, message } = open() as { readonly header: unknown; readonly message: unknown };
  try {
    const answer = await fetch(`${callbackUrl}${paths[action]}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ signature: registry.signer.sign({ header, message }), header, message }),
      // Who moves tells the operator: a message that names people does not follow.
      redirect: 'manual',
      signal: AbortSignal.timeout(callMs),
    });
    const said = await readSome(answer);
    if (refusals.has(answer.status)) return { kind: 'refused', code: `http-${answer.status}` };
    if (!answer.ok) return later(`http-${answer.status}`);
    return acknowledged(said) ? { kind: 'taken' } : { kind: 'refused', code: 'peer-err' };
  } catch (error) {
    return later(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable');
  }
}

function later(code: string): Sent {
  return { kind: 'later', code };
}

/** A peer that says nothing readable has taken it all the same. */
function acknowledged(said: string): boolean {
  try {
    const shape = z.object({ message: z.object({ ack_status: z.string() }) });
    return shape.safeParse(JSON.parse(said)).data?.message.ack_status !== 'ERR';
  } catch {
    return true;
  }
}

async function readSome(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > answerBytes) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
