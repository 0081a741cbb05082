import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { partyHttp } from './http.ts';
import type { SimulatedRequest } from './simulation.ts';
import { type Response, serveParty } from './simulation-server.ts';

const header = { key: 'case_1/settle', messageId: 'M-1' };

async function against<Result>(
  respond: (request: SimulatedRequest) => Response,
  work: (baseUrl: string) => Promise<Result>,
): Promise<Result> {
  const server = await serveParty(respond);
  try {
    return await work(server.baseUrl);
  } finally {
    await server.close();
  }
}

const client = (baseUrl: string, more: Partial<Parameters<typeof partyHttp>[0]> = {}) =>
  partyHttp({ baseUrl, credential: { kind: 'none' }, timeoutMs: 2_000, ...more });

test.each([200, 204, 302, 400, 404, 500])('an answer with %i is a reply', async (status) => {
  const reply = await against(
    () => ({ status, body: status === 204 ? '' : '{"answer":"向䶮"}' }),
    (url) => client(url).post('/x', '{}', header),
  );
  expect(reply).toEqual({ kind: 'reply', status, body: status === 204 ? '' : '{"answer":"向䶮"}' });
});

test('the body goes out byte by byte, with key and message id', async () => {
  const body = '{"name":"巴图·额尔德尼 𠮷","fen":12.30}';
  let seen: SimulatedRequest | undefined;
  await against(
    (request) => {
      seen = request;
      return { status: 200, body: '{}' };
    },
    (url) => client(url, { credential: { kind: 'bearer', token: 'secret' } }).post('/x', body, header),
  );
  expect(seen?.body).toBe(body);
  expect(seen?.headers).toMatchObject({
    'idempotency-key': 'case_1/settle',
    'x-message-id': 'M-1',
    authorization: 'Bearer secret',
  });
});

test('an HMAC covers method, path, body, time and nonce, and is made anew for each send', async () => {
  const seen: SimulatedRequest[] = [];
  await against(
    (request) => {
      seen.push(request);
      return { status: 200, body: '{}' };
    },
    async (url) => {
      const http = client(url, {
        credential: { kind: 'hmac', keyId: 'k1', secret: 's' },
        nowMillis: () => 7,
      });
      await http.post('/claims', '{"a":1}', header);
      await http.post('/claims', '{"a":1}', header);
    },
  );
  const [first, second] = seen.map((request) => request.headers);
  const digest = createHash('sha256').update('{"a":1}').digest('hex');
  const signed = `POST\n/claims\n${digest}\n7\n${first?.['x-hub-nonce']}`;
  expect(first?.['x-hub-signature']).toBe(createHmac('sha256', 's').update(signed).digest('hex'));
  expect(second?.['x-hub-nonce']).not.toBe(first?.['x-hub-nonce']);
});

test('silence is a timeout, a cut or refused connection is a connection; nothing is thrown', async () => {
  const silent = await against(
    () => 'hang',
    (url) => client(url, { timeoutMs: 100 }).post('/x', '{}', header),
  );
  expect(silent).toEqual({ kind: 'no-reply', reason: 'timeout' });
  const cut = await against(
    () => 'cut',
    (url) => client(url).post('/x', '{}', header),
  );
  expect(cut).toEqual({ kind: 'no-reply', reason: 'connection' });
  expect(await client('http://127.0.0.1:1').post('/x', '{}', header)).toEqual(cut);
});

test('an answer above the limit counts as none', async () => {
  const reply = await against(
    () => ({ status: 200, body: 'x'.repeat(5_000) }),
    (url) => client(url, { maxReplyBytes: 1_000 }).post('/x', '{}', header),
  );
  expect(reply).toEqual({ kind: 'no-reply', reason: 'connection' });
});

test('redirects are not followed', async () => {
  let asked = 0;
  const reply = await against(
    () => {
      asked++;
      return { status: 307, body: '' };
    },
    (url) => client(url).post('/x', '{}', header),
  );
  expect(reply).toMatchObject({ status: 307 });
  expect(asked).toBe(1);
});
