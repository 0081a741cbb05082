import { createPublicKey } from 'node:crypto';
import { CompactSign } from 'jose';
import type { Instant } from '../../domain/dates.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import { signingKey } from '../../store/secrets/signing-key.ts';

/** Receipts that an agency can show: a JWS (RFC 7515) under Ed25519 (RFC 8037), its key made of a seed of 32 bytes. */
export function listReceipts(seed: Uint8Array) {
  const key = signingKey(seed);
  const { kty = '', crv = '', x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    /** What was released, and the signature over it; the same version gives the same bytes for ever. */
    async receiptOf(version: ListVersion & { readonly releasedAt: Instant }) {
      const { listId, digest, asOf, releasedAt, rows } = version;
      const { received, accepted, rejected } = rows;
      const receipt = {
        ...{ listId, version: version.version, digest, asOf, releasedAt },
        rows: { received, accepted, rejected },
        membersAfter: version.members?.after ?? 0,
      };
      const jws = await new CompactSign(Buffer.from(JSON.stringify(receipt)))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JOSE' })
        .sign(key);
      return { receipt, jws, publicKey: { kty, crv, x } };
    },
  };
}

export type ListReceipts = ReturnType<typeof listReceipts>;
