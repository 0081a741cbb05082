import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Instant } from '../../domain/dates.ts';
import type { ListVersion } from '../../store/lists/records.ts';

// RFC 8410: a private key of Ed25519 is this prefix and its seed.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Receipts that an agency can show: a JWS (RFC 7515) under Ed25519 (RFC 8037), its key made of a seed of 32 bytes. */
export function listReceipts(seed: Uint8Array) {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const { kty = '', crv = '', x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    /** What was released, and the signature over it; the same version gives the same bytes for ever. */
    receiptOf(version: ListVersion & { readonly releasedAt: Instant }) {
      const { listId, digest, asOf, releasedAt, rows } = version;
      const { received, accepted, rejected } = rows;
      const receipt = {
        ...{ listId, version: version.version, digest, asOf, releasedAt },
        rows: { received, accepted, rejected },
        membersAfter: version.members?.after ?? 0,
      };
      const text = `${base64({ alg: 'EdDSA', typ: 'JOSE' })}.${base64(receipt)}`;
      const signature = sign(null, Buffer.from(text), key).toString('base64url');
      return { receipt, jws: `${text}.${signature}`, publicKey: { kty, crv, x } };
    },
  };
}

export type ListReceipts = ReturnType<typeof listReceipts>;

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
