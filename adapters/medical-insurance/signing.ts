import { createHash, createHmac, randomUUID } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import type { BodySigning, Signing } from '../../domain/insurer-region.ts';
import { invariant, never } from '../../domain/invariant.ts';

/** How a gateway knows us: the name that it gave us, and the secret behind it. */
export interface GatewayKey {
  readonly id: string;
  readonly secret: string;
  /** Private key of SM2, 64 hexadecimal digits; null where none was given. */
  readonly sm2: string | null;
}

/** When and as which one message a request is signed; the same moment and nonce give the same signature. */
export interface SignedMoment {
  /** Real milliseconds since 1970: a gateway turns away what is minutes old. */
  readonly millis: number;
  readonly nonce: string;
}

/** `id:secret` or `id:secret:sm2:<64 hex>` as a gateway key; null for a bearer token, which never holds a colon. */
export function gatewayKeyOf(token: string | null): GatewayKey | null {
  const [, id = '', secret = '', sm2Key = null] =
    /^([^:\s]+):(\S+?)(?::sm2:([0-9a-f]{64}))?$/.exec(token ?? '') ?? [];
  return id === '' ? null : { id, secret, sm2: sm2Key };
}

/** The headers by which a gateway knows the sender; none for a platform that asks for no signature. */
export function signatureHeaders(
  signing: Signing,
  key: GatewayKey,
  { infno, moment = { millis: Date.now(), nonce: randomUUID() } }: SignedRequest,
): Readonly<Record<string, string>> {
  switch (signing) {
    case 'none':
      return {};
    case 'x-tif-sha256':
      return tif(key, moment);
    case 'csb-hmac-sha1':
      return csb(key, infno, { ...moment, mac: (text) => hmac('sha1', key, text) });
    case 'csb-hmac-sm3':
      return csb(key, infno, { ...moment, mac: (text) => hmac('sm3', key, text) });
    default:
      return never(signing);
  }
}

interface SignedRequest {
  readonly infno: string;
  readonly moment?: SignedMoment;
}

/** Guangdong's gateway: SHA-256 over time, token, nonce and time again, in seconds. */
function tif({ id, secret }: GatewayKey, { millis, nonce }: SignedMoment): Record<string, string> {
  const seconds = String(Math.floor(millis / 1000));
  return {
    'x-tif-paasid': id,
    'x-tif-timestamp': seconds,
    'x-tif-nonce': nonce,
    'x-tif-signature': createHash('sha256').update(`${seconds}${secret}${nonce}${seconds}`).digest('hex'),
  };
}

function hmac(digest: 'sha1' | 'sm3', { secret }: GatewayKey, text: string): string {
  return createHmac(digest, secret).update(text).digest('base64');
}

/** The service bus of Jiangsu, Anhui and Hainan: HMAC-SHA1 over the sorted headers; HMAC-SM3 where the place asks for it. */
function csb(
  { id }: GatewayKey,
  infno: string,
  { millis, mac }: { readonly millis: number; readonly mac: (text: string) => string },
): Record<string, string> {
  const headers = {
    _api_access_key: id,
    _api_name: infno,
    _api_timestamp: String(millis),
    _api_version: '1.0.0',
  };
  const signed = Object.entries(headers)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
  return { ...headers, _api_signature: mac(signed) };
}

/** The user id that GB/T 32918 takes where nobody agreed on another. */
export const sm2UserId = '1234567812345678';

/**
 * `signtype` and `cainfo` over the text of `input` as it stands in the body: SM2 as r and s in hexadecimal (with SM3 and the
 * usual user id; what Node itself signs on this curve is no SM2 signature), or the bare SM3 digest. Throws InvariantError
 * where the key of SM2 was not given.
 */
export function bodySignature(
  way: Exclude<BodySigning, 'none'>,
  key: GatewayKey | null,
  input: string,
): { readonly signtype: string; readonly cainfo: string } {
  if (way === 'SM3') return { signtype: way, cainfo: createHash('sm3').update(input).digest('hex') };
  const sm2Key = key?.sm2 ?? null;
  invariant(
    sm2Key !== null,
    'the platform asks for SM2: HUB_PARTY_MEDICAL_INSURANCE_TOKEN is to be id:secret:sm2:<private key in hex>',
  );
  const cainfo = sm2.doSignature(input, sm2Key, { hash: true, der: false, userId: sm2UserId });
  return { signtype: way, cainfo };
}
