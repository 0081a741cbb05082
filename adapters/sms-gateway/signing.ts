import { createHash, createHmac } from 'node:crypto';

/** How the gateway knows us: the name that it gave us and the secret behind it, and the region that serves us. */
export interface GatewayAccount {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
  /** As its address says it. */
  readonly host: string;
}

const service = 'sms';
const version = '2021-01-11';
const contentType = 'application/json; charset=utf-8';

/** The headers of one request, signed by TC3-HMAC-SHA256; the gateway turns away what is minutes old (real time). */
export function signedHeaders(
  { id, secret, region, host }: GatewayAccount,
  { action, body, millis }: { readonly action: string; readonly body: string; readonly millis: number },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(millis / 1_000));
  const date = new Date(millis).toISOString().slice(0, 10);
  const request = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\n\ncontent-type;host\n${digest(body)}`;
  const scope = `${date}/${service}/tc3_request`;
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${digest(request)}`;
  const key = [date, service, 'tc3_request'].reduce<Buffer | string>(hmac, `TC3${secret}`);
  const signature = hmac(key, toSign).toString('hex');
  return {
    host,
    ...{ 'x-tc-action': action, 'x-tc-version': version, 'x-tc-timestamp': timestamp, 'x-tc-region': region },
    authorization: `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
