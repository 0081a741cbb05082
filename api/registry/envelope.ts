import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { RegistryPeer } from '../../store/registry/peers.ts';
import type { RegistryAction } from '../../store/registry/tables.ts';
import { fieldErrors } from '../http/field-errors.ts';
import { pathBelow } from './addresses.ts';
import { momentOf } from './criteria.ts';
import { present } from './names.ts';
import { type EnvelopeBody, type MessageOf, messages } from './shapes.ts';
import { hubId, isSignedBy } from './signature.ts';

/** Something about the whole message: `rjct` is what a synchronous answer's header says of it, `err` what an acknowledgement does. */
export const headerFaults = {
  version: fault('rjct.version.invalid', 'err.version.not_supported', '只支持 1.0.0 版 · only version 1.0.0'),
  time: fault(
    'rjct.message_ts.invalid',
    'err.request.bad',
    'message_ts 无效 · message_ts is no RFC 3339 moment',
  ),
  action: fault(
    'rjct.action.invalid',
    'err.request.bad',
    'action 与地址不符 · the action does not fit the path',
  ),
  count: fault(
    'rjct.total_count.invalid',
    'err.request.bad',
    'total_count 不符 · total_count is not the number of requests',
  ),
  many: fault(
    'rjct.total_count.limit_exceeded',
    'err.request.bad',
    '每条报文至多 100 项 · at most 100 requests in a message',
  ),
  repeated: fault(
    'rjct.message_id.duplicate',
    'err.request.bad',
    'message_id 已用于其他内容 · message_id was used with another content',
  ),
  sender: fault(
    null,
    'err.sender_id.invalid',
    'sender_id 与凭证不符 · sender_id is not who the credential belongs to',
  ),
  address: fault(
    null,
    'err.sender_uri.invalid',
    '回调地址未登记或不符 · no callback address is registered, or sender_uri is another one',
  ),
  receiver: fault(null, 'err.receiver_id.invalid', `receiver_id 不是本系统 · receiver_id is not ${hubId}`),
  unsigned: fault(null, 'err.signature.missing', '缺少签名 · the signature is missing'),
  forged: fault(null, 'err.signature.invalid', '签名无效 · the signature is not valid'),
  stamp: fault(
    'rjct.timestamp.invalid',
    'err.request.bad',
    'timestamp 须为带时区的 RFC 3339 时刻 · timestamp is not RFC 3339 with an offset',
  ),
  encrypted: fault(null, 'err.encryption.invalid', '不支持加密报文 · encrypted messages are not taken'),
} as const;

/** The whole message is turned away. */
export class HeaderFault extends Error {
  override readonly name = 'HeaderFault';
  readonly fault: (typeof headerFaults)[keyof typeof headerFaults];

  constructor(key: keyof typeof headerFaults) {
    super(key);
    this.fault = headerFaults[key];
  }
}

const mostRequests = 100;

/** Reads a message for an action. Throws HeaderFault, or HubProblem `request-invalid` when its parts are not there. */
export function readMessage<Action extends RegistryAction>(
  body: EnvelopeBody,
  action: Action,
  sender: { readonly party: string; readonly peer: RegistryPeer | undefined; readonly realMs: number },
): MessageOf<Action> {
  const { header } = body;
  checkHeader(body, sender);
  if (header.action !== action) throw new HeaderFault('action');
  // Where the message stands in what was sent, for the paths of its faults.
  const sent = { message: present(body.message) };
  const parsed = z.looseObject({ message: messages[action] }).safeParse(sent);
  if (!parsed.success)
    throw new HubProblem('request-invalid', { errors: fieldErrors(parsed.error.issues, sent) });
  const message = parsed.data.message as MessageOf<Action>;
  if ('subscription_codes' in message && momentOf(message.timestamp) === undefined)
    throw new HeaderFault('stamp');
  const count = countOf(message);
  if (count > mostRequests) throw new HeaderFault('many');
  // Of an unsubscription the standard does not say what counts: the codes, or the one message.
  const alsoOne = action === 'unsubscribe' && header.total_count === 1;
  if (header.total_count !== count && !alsoOne) throw new HeaderFault('count');
  return message;
}

function checkHeader(
  { signature, header, message }: EnvelopeBody,
  {
    party,
    peer,
    realMs,
  }: { readonly party: string; readonly peer: RegistryPeer | undefined; readonly realMs: number },
): void {
  if ((header.version ?? '1.0.0') !== '1.0.0') throw new HeaderFault('version');
  if (header.sender_id !== party) throw new HeaderFault('sender');
  // Every public client sends members that it does not use, empty.
  if ((header.receiver_id || hubId) !== hubId) throw new HeaderFault('receiver');
  if (header.is_msg_encrypted === true || 'ciphertext' in message) throw new HeaderFault('encrypted');
  if (momentOf(header.message_ts) === undefined) throw new HeaderFault('time');
  const publicKey = peer?.publicKey ?? null;
  if (publicKey === null) return;
  if (!signature) throw new HeaderFault('unsigned');
  if (!isSignedBy(signature, { header, message }, { party, publicKey, realMs }))
    throw new HeaderFault('forged');
}

/** The address that an asynchronous answer is asked to go to; undefined for the registered one. Throws HeaderFault: a message names no address but those below the registered one. */
export function addressAsked({ header }: EnvelopeBody, peer: RegistryPeer | undefined): string | undefined {
  if (peer === undefined) throw new HeaderFault('address');
  if (!header.sender_uri) return undefined;
  const path = pathBelow(peer.callbackUrl, header.sender_uri);
  if (path === undefined) throw new HeaderFault('address');
  return path === '' ? undefined : header.sender_uri;
}

function countOf(message: Readonly<Record<string, unknown>>): number {
  for (const name of ['search_request', 'subscribe_request', 'subscription_codes']) {
    const list = entryOf(message, name);
    if (Array.isArray(list)) return list.length;
  }
  return 1;
}

function fault(rjct: string | null, err: string, message: string) {
  return { rjct, err, message } as const;
}
