import type { Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { codecConfig } from '../config.ts';
import { payloadCodec } from '../temporal/payload-codec.ts';
import { buildCodecServer } from './codec-server.ts';

const origin = 'http://127.0.0.1:8233';
const token = 'u'.repeat(40);
const config = codecConfig({
  HUB_PAYLOAD_KEYS: `p1:${Buffer.alloc(32, 1).toString('base64')}`,
  HUB_CODEC_ORIGIN: origin,
  HUB_CODEC_TOKEN: token,
  HUB_LOG_LEVEL: 'silent',
});
const headers = { origin, authorization: `Bearer ${token}`, 'x-namespace': 'default' };
const clear = { metadata: { encoding: base64('json/plain') }, data: base64('"hello"') };

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function sealed() {
  const payload: Payload = {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from('"hello"'),
  };
  const [made] = await payloadCodec(config.payloadKeys, 'default').encode([payload]);
  const metadata = Object.entries(made?.metadata ?? {});
  return {
    metadata: Object.fromEntries(
      metadata.map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    ),
    data: Buffer.from(made?.data ?? []).toString('base64'),
  };
}

function decode(payloads: unknown, given: Record<string, string> = headers) {
  return buildCodecServer(config).inject({
    method: 'POST',
    url: '/decode',
    headers: given,
    payload: { payloads } as object,
  });
}

describe('the codec server', () => {
  test('opens a payload for the UI', async () => {
    const reply = await decode([await sealed()]);
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({ payloads: [clear] });
    expect(reply.headers['access-control-allow-origin']).toBe(origin);
  });

  test.each([
    ['without a credential', { authorization: '' }, 401, 'credential-missing'],
    ['with a wrong credential', { authorization: 'Bearer x' }, 401, 'credential-missing'],
    ['from another origin', { origin: 'http://evil.example' }, 403, 'not-allowed'],
    ['for another namespace', { 'x-namespace': 'elsewhere' }, 403, 'not-allowed'],
  ])('%s it opens nothing', async (_, change, status, code) => {
    const reply = await decode([await sealed()], { ...headers, ...change });
    expect(reply.statusCode).toBe(status);
    expect(reply.json().code).toBe(code);
    expect(reply.body).not.toContain(clear.data);
  });

  test('never shares with another origin', async () => {
    const reply = await buildCodecServer(config).inject({
      method: 'OPTIONS',
      url: '/decode',
      headers: { origin: 'http://evil.example' },
    });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('what was not sealed does not come back as if it had been', async () => {
    const reply = await decode([clear, await sealed()]);
    const [refused, opened] = reply.json().payloads;
    expect(Buffer.from(refused.data, 'base64').toString()).toBe('{"refused":"payload-not-encrypted"}');
    expect(opened).toEqual(clear);
  });

  test('a ciphertext that was tampered with is refused', async () => {
    const payload = await sealed();
    const bytes = Buffer.from(payload.data, 'base64');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    const reply = await decode([{ ...payload, data: bytes.toString('base64') }]);
    expect(Buffer.from(reply.json().payloads[0].data, 'base64').toString()).toBe(
      '{"refused":"payload-damaged"}',
    );
  });

  test.each([[{ payloads: 1 }], [{}], [[{ data: 'not base64!' }]]])('%j is malformed', async (body) => {
    const reply = await buildCodecServer(config).inject({
      method: 'POST',
      url: '/decode',
      headers,
      payload: body,
    });
    expect(reply.statusCode).toBe(400);
    expect(reply.json().code).toBe('body-malformed');
  });

  test('there is no way to encode', async () => {
    const reply = await buildCodecServer(config).inject({
      method: 'POST',
      url: '/encode',
      headers,
      payload: {},
    });
    expect(reply.statusCode).toBe(404);
  });
});
