import { createPrivateKey, type KeyObject } from 'node:crypto';

// RFC 8410: a private key of Ed25519 in PKCS #8 is this prefix and its seed.
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The private key of Ed25519 that a seed of 32 bytes stands for. */
export function signingKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
}
