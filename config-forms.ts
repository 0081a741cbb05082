/** The forms that environment variables have. */
import { z } from 'zod';
import type { KeyRing } from './domain/key-ring.ts';

export const duration = (fallback: number) => z.coerce.number().int().min(1).max(3_600_000).default(fallback);
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
export const count = (fallback: number) => z.coerce.number().int().min(0).max(100_000_000).default(fallback);
export const host = z.string().min(1).default('127.0.0.1').describe('address to listen on, 0.0.0.0 for all');
export const token = z.string().min(32, 'needs at least 32 characters; make one with `openssl rand -hex 32`');
export const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' });
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'is not like postgres://user:pass@host/db',
});
export const key = z.base64('is not base64').transform((text, context) => {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  if (bytes.length === 32) return bytes;
  context.addIssue({ code: 'custom', message: 'is not 32 bytes; make one with `openssl rand -base64 32`' });
  return z.NEVER;
});
export const networks = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()])))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'is not like 10.0.0.1,172.16.0.0/12')));
const keyForm = /^([a-z0-9-]{1,32}):(.+)$/;
export const keyRing = z.string().transform((text, context): KeyRing => {
  const keys: Record<string, Uint8Array> = {};
  const ids = text.split(',').map((item) => {
    const [, id = '', encoded = ''] = keyForm.exec(item.trim()) ?? [];
    const parsed = key.safeParse(encoded);
    if (id === '' || id in keys || !parsed.success) {
      context.addIssue({
        code: 'custom',
        message: 'is not like id:base64key,oldId:base64key (32 bytes each, current first, ids differ)',
      });
      return '';
    }
    keys[id] = parsed.data;
    return id;
  });
  return { current: ids[0] ?? '', keys };
});

/** What of the codec server's variables is about single sign-on. */
interface SignOnVariables {
  readonly HUB_CODEC_SSO_ISSUER?: string | undefined;
  readonly HUB_CODEC_SSO_AUDIENCE?: string | undefined;
  readonly HUB_CODEC_SSO_KEYS_URL?: string | undefined;
}

/** Whose access tokens the codec server takes beside its own; null: nobody's; `unfinished`: only a part of it is said. */
export function singleSignOn(read: SignOnVariables) {
  const {
    HUB_CODEC_SSO_ISSUER: issuer,
    HUB_CODEC_SSO_AUDIENCE: audience,
    HUB_CODEC_SSO_KEYS_URL: keysUrl,
  } = read;
  if (issuer !== undefined && audience !== undefined && keysUrl !== undefined)
    return { issuer, audience, keysUrl };
  return issuer === undefined && audience === undefined && keysUrl === undefined
    ? null
    : ('unfinished' as const);
}

/** How much a process logs. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
