import { hash } from 'node:crypto';
import type { IdentityNumber } from '../domain/identity-number.ts';
import { invariant } from '../domain/invariant.ts';

const blockBytes = 64;
const numberBytes = 18;

/**
 * HMAC-SHA256 (RFC 2104) of an identity number under a key of its own: finds a person without telling who it is. Two plain
 * hashes over prepared blocks cost a third of what createHmac does, which counts when a list names a million people.
 */
export function blindIndex(key: Uint8Array): (idNumber: IdentityNumber) => Buffer {
  invariant(key.length === 32, 'the index key is not 32 bytes');
  const inner = Buffer.alloc(blockBytes + numberBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + 32, 0x5c);
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte;
    outer[at] = 0x5c ^ byte;
  }
  return (idNumber) => {
    invariant(idNumber.length === numberBytes, 'an identity number has 18 characters');
    inner.write(idNumber, blockBytes, numberBytes, 'latin1');
    outer.set(hash('sha256', inner, 'buffer'), blockBytes);
    return hash('sha256', outer, 'buffer');
  };
}
