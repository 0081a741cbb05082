import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { signingKey } from '../../store/secrets/signing-key.ts';

/** Who the hub is in a message's header. */
export const hubId = 'treat-first-hub';

/** What a signature covers: both members as they stand in the message. */
export interface Signed {
  readonly header: unknown;
  readonly message: unknown;
}

const covered = '(created) (expires) digest';
const validSeconds = 300;

/** Signs messages in the standard's form under Ed25519, its key made of a seed of 32 bytes; times in real seconds. */
export function registrySigner(seed: Uint8Array, realNow: () => number = Date.now) {
  const key = signingKey(seed);
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  // RFC 7638: the members that make the key, in the order of their names.
  const thumbprint = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  const kid = createHash('sha256').update(thumbprint).digest('base64url');
  return {
    publicKey: { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' } as const,
    /** The `signature` member; good for five minutes, so every try has its own. */
    sign(body: Signed): string {
      const created = Math.floor(realNow() / 1000);
      const expires = created + validSeconds;
      const signature = sign(null, signingText(body, created, expires), key).toString('base64');
      const about = {
        namespace: 'spdci',
        kidId: `${hubId}|${kid}|ed25519`,
        algorithm: 'ed25519',
        created,
        expires,
      };
      const members = Object.entries({ ...about, headers: covered, signature });
      return `Signature: ${members.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
    },
  };
}

export type RegistrySigner = ReturnType<typeof registrySigner>;

/** True when the party that has the key signed this very header and message, and the signature is still good. */
export function isSignedBy(
  signature: string,
  body: Signed,
  {
    party,
    publicKey,
    realMs,
  }: { readonly party: string; readonly publicKey: string; readonly realMs: number },
): boolean {
  const members = new Map(
    [...signature.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const),
  );
  const [created, expires] = [Number(members.get('created')), Number(members.get('expires'))];
  const now = realMs / 1000;
  // How long it is good is the sender's word: the standard's own example has most of a day.
  const inTime = created <= now + validSeconds && expires >= now && created < expires;
  const sender = members.get('kidId')?.split('|')[0];
  if (!inTime || sender !== party || members.get('headers') !== covered) return false;
  if (members.get('algorithm') !== 'ed25519') return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  const bytes = Buffer.from(members.get('signature') ?? '', 'base64');
  // The standard leaves open how the digest is written: after the name of its algorithm, or bare.
  return ['SHA-256=', ''].some((prefix) =>
    verify(null, signingText(body, created, expires, prefix), key, bytes),
  );
}

/** Canonical JSON (RFC 8785) of header and message under SHA-256, with the two times. */
function signingText(
  { header, message }: Signed,
  created: number,
  expires: number,
  prefix = 'SHA-256=',
): Buffer {
  const digest = createHash('sha256').update(canonicalText({ header, message })).digest('base64');
  return Buffer.from(`(created): ${created}\n(expires): ${expires}\ndigest: ${prefix}${digest}`);
}

/** Text that is not Unicode has no canonical form: there only the very same order is the same message. */
function canonicalText(body: Signed): string {
  try {
    return canonicalize(body) ?? '';
  } catch {
    return JSON.stringify(body);
  }
}
