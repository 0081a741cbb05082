import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { codecConfig } from '../config.ts';
import { codecAccess } from './codec-access.ts';

const [issuer, audience] = ['https://sso.county.test', 'temporal-ui'];
const own = 'u'.repeat(40);
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let keysUrl = '';

/** Single sign-on, as far as its keys go. */
beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  const published = JSON.stringify({
    keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }],
  });
  const server = createServer((_request, reply) =>
    reply.setHeader('content-type', 'application/json').end(published),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return () => server.close();
});

const configured = (more: Record<string, string>) =>
  codecConfig({
    HUB_PAYLOAD_KEYS: `p1:${Buffer.alloc(32, 1).toString('base64')}`,
    HUB_CODEC_ORIGIN: 'http://127.0.0.1:8080',
    HUB_CODEC_TOKEN: own,
    ...more,
  });
const withSso = () =>
  codecAccess(
    configured({
      HUB_CODEC_SSO_ISSUER: issuer,
      HUB_CODEC_SSO_AUDIENCE: audience,
      HUB_CODEC_SSO_KEYS_URL: keysUrl,
    }),
  );

function signed(
  claims: { iss?: string; aud?: string; seconds?: number },
  key = keys.privateKey,
): Promise<string> {
  const { iss = issuer, aud = audience, seconds = 300 } = claims;
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ sub: 'li.qiang' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(key);
}

test('whoever single sign-on let in may have payloads opened, and so may the bearer of the own token', async () => {
  const mayAsk = withSso();
  expect(await mayAsk(`Bearer ${await signed({})}`)).toBe(true);
  expect(await mayAsk(`Bearer ${own}`)).toBe(true);
});

test('a token of another issuer, for another audience, that ran out or that others signed opens nothing', async () => {
  const mayAsk = withSso();
  const { privateKey } = await generateKeyPair('RS256');
  const others = [
    await signed({ iss: 'https://elsewhere.test' }),
    await signed({ aud: 'another-client' }),
    await signed({ seconds: -60 }),
    await signed({}, privateKey),
    'not-a-token',
  ];
  expect(await Promise.all(others.map((token) => mayAsk(`Bearer ${token}`)))).toEqual(
    others.map(() => false),
  );
  expect(await mayAsk(undefined)).toBe(false);
});

test('without single sign-on its tokens open nothing, and with its keys out of reach neither', async () => {
  const token = `Bearer ${await signed({})}`;
  expect(await codecAccess(configured({}))(token)).toBe(false);
  const away = { HUB_CODEC_SSO_ISSUER: issuer, HUB_CODEC_SSO_AUDIENCE: audience };
  expect(
    await codecAccess(configured({ ...away, HUB_CODEC_SSO_KEYS_URL: 'http://127.0.0.1:1/keys' }))(token),
  ).toBe(false);
  expect(() => configured(away)).toThrow('set all three');
});
