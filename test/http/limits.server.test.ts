import { expect, test } from 'vitest';
import { useDoor } from './door-under-test.ts';

const door = useDoor({ ratePerMinute: 5 });

test('each credential has its own budget; above it 429 with Retry-After, never for health checks', async () => {
  const ask = (caller: 'hospital' | 'otherHospital') => door().call(caller, { url: '/v1/stays' });
  const replies = [];
  for (let n = 0; n < 7; n += 1) replies.push(await ask('hospital'));
  expect(replies.map((reply) => reply.statusCode)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(replies[6]?.json()).toMatchObject({ status: 429, code: 'rate-limited' });
  expect(Number(replies[6]?.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask('otherHospital')).statusCode).toBe(200);
  for (let n = 0; n < 20; n += 1) expect((await door().server.inject('/health/live')).statusCode).toBe(200);
});

test('an address that somebody claims in a header is not believed', async () => {
  const ask = (n: number) =>
    door().server.inject({ url: '/v1/schemes', headers: { 'x-forwarded-for': `10.0.0.${n}` } });
  const statuses = [];
  for (let n = 0; n < 7; n += 1) statuses.push((await ask(n)).statusCode);
  expect(statuses.slice(-1)).toEqual([429]);
});

test('helmet does not send plain-HTTP networks to https', async () => {
  const { headers } = await door().server.inject('/health/live');
  expect(headers['content-security-policy']).toBeDefined();
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  expect(headers['strict-transport-security']).toBeUndefined();
});

test('the documentation is open to everybody', async () => {
  const remoteAddress = '10.1.1.1';
  expect((await door().server.inject({ url: '/docs/json', remoteAddress })).json()).toMatchObject({
    openapi: '3.1.0',
  });
  expect((await door().server.inject({ url: '/docs', remoteAddress })).statusCode).toBe(200);
});
