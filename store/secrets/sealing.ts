import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { entryOf } from '../../domain/entry.ts';
import { invariant } from '../../domain/invariant.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import { decrypt, encrypt, encryptInto, nonceBytes, tagBytes } from './aes-gcm.ts';
import { openRow, type PageKeys, type PageRow, pageKeys, sealRows } from './page-stream.ts';

/** Thrown when a seal cannot be opened: its key is gone, or the bytes or their place are not the ones sealed. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: 'seal-key-missing' | 'seal-broken';

  constructor(code: 'seal-key-missing' | 'seal-broken', cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

declare const holds: unique symbol;

/** `table|column|row`, with the type of what is sealed there. */
export type Place<Value> = string & { readonly [holds]?: (value: Value) => Value };

/** Seals JSON values for one place in the store; a seal moved to another row or column does not open. */
export interface Sealer {
  readonly seal: <Value>(value: NoInfer<Value>, place: Place<Value>) => Buffer;
  /** Throws SealError. */
  readonly open: <Value>(sealed: Uint8Array, place: Place<Value>) => NoInfer<Value>;
  /** The same for bytes that are no JSON. */
  readonly sealBytes: (plain: Uint8Array, place: string) => Buffer;
  /** Throws SealError. */
  readonly openBytes: (sealed: Uint8Array, place: string) => Buffer;
  /** Many rows at once, under a key that seals this page and nothing else; each opens by itself like every other seal. */
  readonly sealPage: (rows: readonly PageRow[]) => readonly Buffer[];
}

/** What a seal begins with: sealed by itself, or as a row of a page (decision 0009). */
const formats = { single: 1, page: 2 } as const;
const wrappedBytes = nonceBytes + 32 + tagBytes;
// Nonces under a data key are counted, so none comes twice (NIST SP 800-38D, 8.2.1); far below what one key allows.
const sealsPerDataKey = 100_000;
const openedDataKeys = 1_000;

/**
 * AES-256-GCM under data keys that the ring's keys wrap. A seal is: format, length of the key id, key id, wrapped data key,
 * nonce, ciphertext, tag; so the ring can turn without touching the data. A row of a page has its block's number instead of the
 * nonce (page-stream.ts). Throws InvariantError for a bad ring.
 */
export function sealer(ring: KeyRing): Sealer {
  for (const key of Object.values(ring.keys)) invariant(key.length === 32, 'a sealing key is not 32 bytes');
  invariant(entryOf(ring.keys, ring.current) !== undefined, 'the current sealing key is not in the ring');
  let writing = newDataKey(ring, formats.single);
  let written = 0;
  const sealBytes = (plain: Uint8Array, place: string): Buffer => {
    if (written >= sealsPerDataKey) [writing, written] = [newDataKey(ring, formats.single), 0];
    written += 1;
    const { key, header } = writing;
    const sealed = Buffer.allocUnsafe(header.length + nonceBytes + plain.byteLength + tagBytes);
    sealed.set(header);
    const nonce = sealed.fill(0, header.length, header.length + nonceBytes).subarray(header.length);
    nonce.writeUInt32BE(written, nonceBytes - 4);
    encryptInto(nonce, { key, plain, purpose: place });
    return sealed;
  };
  const openBytes = opener(ring);
  return {
    sealBytes,
    openBytes,
    seal: (value, place) => sealBytes(Buffer.from(JSON.stringify(value)), place),
    open: (sealed, place) => JSON.parse(openBytes(sealed, place).toString('utf8')),
    sealPage(rows) {
      const { key, header } = newDataKey(ring, formats.page);
      return sealRows(pageKeys(key.export()), header, rows);
    },
  };
}

/** Opens seals of both forms; data keys that were unwrapped are remembered. */
function opener(ring: KeyRing): Sealer['openBytes'] {
  const single = remembering((header) => createSecretKey(unwrap(ring, header)));
  const page = remembering((header): PageKeys => pageKeys(unwrap(ring, header)));
  return (sealed, place) => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const bodyAt = 2 + (bytes[1] ?? 0) + wrappedBytes;
    const header = bytes.subarray(0, bodyAt);
    const body = bytes.subarray(bodyAt);
    if (bytes[0] === formats.page && bytes.length >= bodyAt) {
      const opened = openRow(page(header), body, place);
      if (opened === undefined) throw new SealError('seal-broken');
      return opened;
    }
    if (bytes[0] !== formats.single || body.length < nonceBytes + tagBytes)
      throw new SealError('seal-broken');
    return opening(single(header), body, place);
  };
}

function remembering<Key>(unwrapped: (header: Buffer) => Key): (header: Buffer) => Key {
  const opened = new Map<string, Key>();
  return (header) => {
    const name = header.toString('base64');
    const key = opened.get(name) ?? unwrapped(header);
    opened.set(name, key);
    // The oldest goes: what is read together was mostly sealed together.
    if (opened.size > openedDataKeys) opened.delete(opened.keys().next().value ?? '');
    return key;
  };
}

/** `key` is new and random, and used by nobody else. */
function newDataKey(
  ring: KeyRing,
  format: (typeof formats)[keyof typeof formats],
): { readonly key: KeyObject; readonly header: Buffer } {
  const key = randomBytes(32);
  const id = Buffer.from(ring.current);
  // What a key is for is bound to it: a data key of one form opens nothing of the other.
  const prefix = Buffer.concat([Buffer.from([format, id.length]), id]);
  const wrapped = encrypt(createSecretKey(ringKey(ring, ring.current)), key, prefix.toString('base64'));
  // A key object is taken up at once; bytes would be checked and copied for every seal.
  return { key: createSecretKey(key), header: Buffer.concat([prefix, wrapped]) };
}

function unwrap(ring: KeyRing, header: Buffer): Buffer {
  const prefix = header.subarray(0, header.length - wrappedBytes);
  const key = ringKey(ring, prefix.subarray(2).toString('utf8'));
  return opening(createSecretKey(key), header.subarray(prefix.length), prefix.toString('base64'));
}

function ringKey(ring: KeyRing, id: string): Uint8Array {
  const key = entryOf(ring.keys, id);
  if (key === undefined) throw new SealError('seal-key-missing');
  return key;
}

function opening(key: KeyObject, sealed: Buffer, place: string): Buffer {
  try {
    return decrypt(key, sealed, place);
  } catch (cause) {
    throw new SealError('seal-broken', cause);
  }
}
