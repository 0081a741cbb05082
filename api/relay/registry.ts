import { z } from 'zod';
import { partyHttp } from '../../adapters/http.ts';
import type { RegistryDelivery } from '../../store/registry/deliveries.ts';
import type { RegistryPeer } from '../../store/registry/peers.ts';
import type { RegistryCallback } from '../../store/registry/tables.ts';
import { SealError } from '../../store/secrets/sealing.ts';
import type { ApiDeps } from '../deps.ts';
import { pathBelow } from '../registry/addresses.ts';
import type { KeptMessage } from '../registry/answers.ts';
import { notificationOf } from '../registry/notifications.ts';
import { type Relay, type RelayLog, retryDelayMs, startLoop } from './loop.ts';

/** What the relay of the social-registry door works with; times in real milliseconds. */
interface RegistryRelayParts extends Pick<ApiDeps, 'clock' | 'registry'> {
  readonly log: RelayLog;
  readonly pollMs?: number;
  readonly callMs?: number;
}

const batch = 20;
const noticeBatch = 100;
const forgetEveryMs = 3_600_000;
/** A longer answer of a peer counts as none. */
const maxReplyBytes = 1_048_576;

const paths = {
  'on-search': '/registry/on-search',
  'on-subscribe': '/registry/on-subscribe',
  'on-unsubscribe': '/registry/on-unsubscribe',
  'txn-on-status': '/registry/txn/on-status',
  notify: '/registry/notify',
} as const satisfies Record<RegistryCallback, string>;

/** Writes notices of released versions, and delivers what is owed to peers until each has taken it; both go on where a killed one stopped. */
export function startRegistryRelay(parts: RegistryRelayParts): Relay {
  const write = async (): Promise<boolean> => {
    const wrote = await writeNotices(parts);
    if (wrote) loop.nudge();
    return wrote;
  };
  const works = [write, () => deliverDue(parts), forgetting(parts)];
  const steps = works.map((work) => ({ work, pollMs: parts.pollMs ?? 5_000 }));
  const loop = startLoop(steps, parts.log, 'the registry relay could not do its work');
  return loop;
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
  { deliveryId, action, open }: RegistryDelivery,
): Promise<Sent> {
  const { header, message, sentTo } = open() as KeptMessage;
  // Held against the address as it is registered now: an old message does not go where nobody may be called any more.
  const asked = sentTo === undefined ? '' : pathBelow(callbackUrl, sentTo);
  // Redirects are not followed: a peer that moves tells the operator, and a message that names people stays here.
  const http = partyHttp({
    baseUrl: callbackUrl,
    credential: token === null ? { kind: 'none' } : { kind: 'bearer', token },
    timeoutMs: callMs,
    maxReplyBytes,
  });
  try {
    const body = JSON.stringify({ signature: registry.signer.sign({ header, message }), header, message });
    const named = { key: String(deliveryId), messageId: header.message_id };
    const reply = await http.post(asked || paths[action], body, named);
    if (reply.kind === 'no-reply') return later(reply.reason === 'timeout' ? 'timeout' : 'unreachable');
    const { status } = reply;
    if (refusals.has(status)) return { kind: 'refused', code: `http-${status}` };
    if (status < 200 || status > 299) return later(`http-${status}`);
    return acknowledgement(reply.body);
  } finally {
    http.close();
  }
}

function later(code: string): Sent {
  return { kind: 'later', code };
}

const ackShape = z.object({ message: z.object({ ack_status: z.enum(['ACK', 'NACK', 'ERR']) }) });

/** Only the standard's acknowledgement says that a peer has the message: a sign-in page or an empty answer with status 200 is some other machine's word, and the message stays owed. */
function acknowledgement(said: string): Sent {
  const parsed = ackShape.safeParse(jsonOf(said));
  if (!parsed.success) return later('peer-unreadable');
  return parsed.data.message.ack_status === 'ACK' ? { kind: 'taken' } : { kind: 'refused', code: 'peer-err' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
