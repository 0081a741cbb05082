import { createHmac, hash } from 'node:crypto';
import { invariant } from '../../domain/invariant.ts';

const blockBytes = 64;
const numberBytes = 18;
const digestBytes = 32;

/** HMAC-SHA256 of identity numbers, and of what other certificates are told apart by (`certificateText`). */
export type BlindIndex = (number: string) => Buffer;

/**
 * HMAC-SHA256 (RFC 2104) of an identity number under a key of its own: finds a person without telling who it is. Two plain
 * hashes over prepared blocks, handed on as text, cost a fifth of what createHmac does, which counts when a list names a
 * million people.
 */
export function blindIndex(key: Uint8Array): BlindIndex {
  invariant(key.length === 32, 'the index key is not 32 bytes');
  const inner = Buffer.alloc(blockBytes + numberBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte;
    outer[at] = 0x5c ^ byte;
  }
  return (number) => {
    // Lists name people by resident numbers alone: only those need be fast.
    if (number.length !== numberBytes || number.includes('/'))
      return createHmac('sha256', key).update(number, 'utf8').digest();
    inner.write(number, blockBytes, numberBytes, 'latin1');
    outer.write(hash('sha256', inner, 'binary'), blockBytes, digestBytes, 'latin1');
    return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
  };
}
