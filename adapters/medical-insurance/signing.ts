import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Signing } from '../../domain/insurer-region.ts';
import { never } from '../../domain/invariant.ts';

/** How a gateway knows us: the name that it gave us, and the secret behind it. */
export interface GatewayKey {
  readonly id: string;
  readonly secret: string;
}

/** When and as which one message a request is signed; the same moment and nonce give the same signature. */
export interface SignedMoment {
  /** Real milliseconds since 1970: a gateway turns away what is minutes old. */
  readonly millis: number;
  readonly nonce: string;
}

/** `id:secret` as a gateway key; null for a bearer token, which never holds a colon. */
export function gatewayKeyOf(token: string | null): GatewayKey | null {
  const [, id = '', secret = ''] = /^([^:\s]+):(\S+)$/.exec(token ?? '') ?? [];
  return id === '' ? null : { id, secret };
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
      return csb(key, infno, moment);
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

/** The service bus of Jiangsu, Anhui and Hainan: HMAC-SHA1 over the sorted headers. */
function csb({ id, secret }: GatewayKey, infno: string, { millis }: SignedMoment): Record<string, string> {
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
  return { ...headers, _api_signature: createHmac('sha1', secret).update(signed).digest('base64') };
}
