import { timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { CodecConfig } from '../config.ts';
import { digestOf } from './http/digest.ts';

/** Asymmetric only: with a shared secret whoever checks a token could also make one. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** A person waits for what the UI shows. */
const keysMs = 3_000;

/**
 * Who may have payloads opened: the bearer of the codec's own token, and whoever single sign-on let in and gave an access token
 * for this audience, which the Temporal UI passes on. Without a token of its own the server is open (on a loopback address only).
 */
export function codecAccess({
  token,
  sso,
}: CodecConfig): (authorization: string | undefined) => Promise<boolean> {
  const keys = sso === null ? null : createRemoteJWKSet(new URL(sso.keysUrl), { timeoutDuration: keysMs });
  return async (authorization = '') => {
    if (token === null || timingSafeEqual(digestOf(authorization), digestOf(`Bearer ${token}`))) return true;
    const [, given] = /^Bearer (\S+)$/.exec(authorization) ?? [];
    if (sso === null || keys === null || given === undefined) return false;
    const { issuer, audience } = sso;
    // Another's token, one that ran out, and keys that cannot be fetched: whoever is not known is not let in.
    return jwtVerify(given, keys, { issuer, audience, algorithms, requiredClaims: ['exp'] }).then(
      () => true,
      () => false,
    );
  };
}
