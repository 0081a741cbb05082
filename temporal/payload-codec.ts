import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { KeyRing } from '../domain/key-ring.ts';
import { unsealedMark } from '../domain/unsealed.ts';
import { decrypt, encrypt, nonceBytes, tagBytes } from '../store/secrets/aes-gcm.ts';

/** Why a payload was not opened; the message names the key, never the content. */
export class PayloadRefused extends Error {
  override readonly name = 'PayloadRefused';
  readonly code: 'payload-not-encrypted' | 'payload-key-unknown' | 'payload-damaged';

  constructor(code: PayloadRefused['code'], detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
const encoding = 'binary/encrypted';

/**
 * AES-256-GCM over whole payloads. Key id and namespace are additional data: a ciphertext moved to another namespace, or
 * relabelled with another key, does not open. The workflow id stays out of it, for codec server and Schedules do not know it.
 */
export function payloadCodec(ring: KeyRing, namespace: string): PayloadCodec {
  const known = sealsOf(ring, namespace);
  return {
    encode: async (payloads) => payloads.map((payload) => seal(payload, known, ring.current)),
    decode: async (payloads) => payloads.map((payload) => open(payload, known)),
  };
}

/** What a payload is sealed with under one key, made ready once: a key taken up anew costs more than a small payload. */
interface PayloadSeal {
  readonly key: KeyObject;
  /** Key id and namespace. */
  readonly purpose: Buffer;
  readonly metadata: NonNullable<Payload['metadata']>;
}

type PayloadSeals = ReadonlyMap<string, PayloadSeal>;

function sealsOf(ring: KeyRing, namespace: string): PayloadSeals {
  const seals = Object.entries(ring.keys).map(([id, key]): [string, PayloadSeal] => {
    const metadata = { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) };
    const purpose = Buffer.from(JSON.stringify([id, namespace]));
    return [id, { key: createSecretKey(key), purpose, metadata }];
  });
  return new Map(seals);
}

/**
 * The codec of workers: a payload that was never sealed, because somebody wrote it in the UI or the CLI, becomes a marker
 * that no workflow acts on. An unknown key or damage still fails the task: that is ours to mend.
 */
export function workerPayloadCodec(ring: KeyRing, namespace: string): PayloadCodec {
  const codec = payloadCodec(ring, namespace);
  const opened = async (payload: Payload): Promise<readonly Payload[]> =>
    isSealed(payload) ? codec.decode([payload]) : [marker];
  return {
    ...codec,
    decode: async (payloads) => (await Promise.all(payloads.map(opened))).flat(),
  };
}

const marker: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(unsealedMark)),
};

function isSealed(payload: { readonly metadata?: Payload['metadata'] }): boolean {
  return text(payload.metadata?.encoding) === encoding;
}

function seal(payload: Payload, seals: PayloadSeals, current: string): Payload {
  const known = seals.get(current);
  if (known === undefined) throw new PayloadRefused('payload-key-unknown', current);
  const plain = PayloadMessage.encode(payload).finish();
  return { metadata: { ...known.metadata }, data: encrypt(known.key, plain, known.purpose) };
}

/** The id of the key that a payload is sealed with; undefined: it is not sealed. */
export function payloadKeyId(payload: { readonly metadata?: Payload['metadata'] }): string | undefined {
  return isSealed(payload) ? text(payload.metadata?.['encryption-key-id']) : undefined;
}

function open(payload: Payload, seals: PayloadSeals): Payload {
  if (!isSealed(payload))
    throw new PayloadRefused('payload-not-encrypted', 'every payload of the hub is encrypted');
  const keyId = payloadKeyId(payload) ?? '';
  const known = seals.get(keyId);
  // The id came from outside: it is told only when it has the form of one of ours.
  if (known === undefined)
    throw new PayloadRefused('payload-key-unknown', /^[a-z0-9-]{1,32}$/.test(keyId) ? keyId : 'no key id');
  const sealed = payload.data ?? new Uint8Array();
  if (sealed.length < nonceBytes + tagBytes) throw new PayloadRefused('payload-damaged', 'too short');
  try {
    return PayloadMessage.decode(decrypt(known.key, sealed, known.purpose));
  } catch {
    throw new PayloadRefused('payload-damaged', 'not sealed with this key for this namespace');
  }
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}
