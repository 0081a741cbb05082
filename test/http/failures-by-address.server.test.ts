import { describe, expect, test, vi } from 'vitest';
import { tokens, useDoor } from './door-under-test.ts';

const door = useDoor({ trustedProxies: ['10.9.9.9'] });
const proxy = '10.9.9.9';

/** One question from an address; as a proxy passes it on when there is one in between. */
async function ask(token: string, remoteAddress: string, more: Readonly<Record<string, string>> = {}) {
  const headers = { authorization: `Bearer ${token}`, ...more };
  const reply = await door().server.inject({ url: '/v1/schemes/kaizhou-2024/stays', remoteAddress, headers });
  return reply.statusCode;
}

const madeUp = (n: number): string => `made-up-${n}-`.padEnd(40, '0');

/** Uses up the failures that an address has. */
async function exhaust(remoteAddress: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  for (let n = 0; n < 30; n += 1) expect(await ask(madeUp(n), remoteAddress, more)).toBe(401);
}

/** How many of so many credentials are looked up at once, beyond the limit. */
async function lookedUp(count: number, remoteAddress: string): Promise<number> {
  const statuses = await Promise.all(Array.from({ length: count }, (_, n) => ask(madeUp(n), remoteAddress)));
  for (const status of statuses) expect([401, 429]).toContain(status);
  return statuses.filter((status) => status === 401).length;
}

describe('an address that failed too often', () => {
  const nat = '10.2.0.1';

  test('still lets through who succeeded lately, and has others looked up no faster than once a second', async () => {
    expect(await ask(tokens.operator, nat)).toBe(200);
    await exhaust(nat);
    const began = performance.now();
    const found = await lookedUp(20, nat);
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    expect(found).toBeLessThanOrEqual(seconds + 1);
    for (let n = 0; n < 20; n += 1) expect(await ask(tokens.operator, nat)).toBe(200);
  });

  test('does not shut out somebody new for good: the next look-up is theirs', async () => {
    const answers = [];
    while (answers.at(-1) !== 403) {
      answers.push(await ask(tokens.hospital, nat));
      // Not allowed to ask this, but known: the credential was looked up.
      expect([403, 429]).toContain(answers.at(-1));
      expect(answers.length).toBeLessThan(200);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // From now on it is one that succeeded lately.
    for (let n = 0; n < 10; n += 1) expect(await ask(tokens.hospital, nat)).toBe(403);
  });

  test('says when to try again', async () => {
    await lookedUp(5, nat);
    const reply = await door().server.inject({
      ...{ url: '/v1/stays', remoteAddress: nat, headers: { authorization: `Bearer ${madeUp(99)}` } },
    });
    expect(reply.json()).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('takes nothing from another address', async () => {
    expect(await ask(tokens.payer, '10.2.0.2')).toBe(403);
    expect(await ask(madeUp(1), '10.2.0.2')).toBe(401);
  });
});

test('a credential that is revoked is refused at once, though it succeeded lately', async () => {
  const remoteAddress = '10.2.0.3';
  const token = 'soon-revoked-'.padEnd(40, '0');
  const party = 'civil-affairs';
  await door().deps.parties.putCredential(party, token);
  expect(await ask(token, remoteAddress)).toBe(403);
  await exhaust(remoteAddress);
  await door().deps.parties.revokeCredentials({ party, actor: null, token, at: door().deps.clock.now() });
  expect(await ask(token, remoteAddress)).toBe(401);
});

describe('behind a proxy that the configuration names', () => {
  const behind = (address: string) => ({ 'x-forwarded-for': address });

  test('the caller’s own address counts, not the proxy’s', async () => {
    await exhaust(proxy, behind('10.3.0.1'));
    expect(await ask(madeUp(1), proxy, behind('10.3.0.2'))).toBe(401);
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push(await ask(madeUp(n), proxy, behind('10.3.0.1')));
    expect(statuses).toContain(429);
  });

  test('what the caller itself puts in front of its address is not believed', async () => {
    for (let n = 0; n < 30; n += 1)
      expect(await ask(madeUp(n), proxy, behind(`10.4.0.${n}, 10.3.0.9`))).toBe(401);
    const statuses = [];
    for (let n = 0; n < 5; n += 1)
      statuses.push(await ask(madeUp(n), proxy, behind(`10.4.1.${n}, 10.3.0.9`)));
    expect(statuses).toContain(429);
  });

  test('another address that says it is a proxy is none', async () => {
    for (let n = 0; n < 30; n += 1) expect(await ask(madeUp(n), '10.5.0.1', behind(`10.6.0.${n}`))).toBe(401);
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push(await ask(madeUp(n), '10.5.0.1', behind(`10.6.1.${n}`)));
    expect(statuses).toContain(429);
  });
});

describe.each(['/metrics', '/health/ready'])('%s', (url) => {
  test('is open to the machine itself, and to nobody else without a credential', async () => {
    for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect((await door().server.inject({ url, remoteAddress })).statusCode).toBe(200);
    expect((await door().server.inject({ url, remoteAddress: '10.1.1.1' })).statusCode).toBe(401);
    const asked = { url, remoteAddress: '10.1.1.1', headers: { authorization: `Bearer ${tokens.operator}` } };
    expect((await door().server.inject(asked)).statusCode).toBe(200);
  });

  test('is closed to what a proxy on the machine passes on', async () => {
    for (const headers of [{ 'x-forwarded-for': '10.1.1.1' }, { forwarded: 'for=10.1.1.1' }])
      expect((await door().server.inject({ url, remoteAddress: '127.0.0.1', headers })).statusCode).toBe(401);
  });

  test('asks the store at most once a second, however often it is asked itself', async () => {
    const backlog = vi.spyOn(door().deps.outbox, 'backlog');
    const began = performance.now();
    const ask = () => door().server.inject({ url, remoteAddress: '127.0.0.1' });
    await Promise.all(Array.from({ length: 30 }, ask));
    await ask();
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    expect(backlog.mock.calls.length).toBeLessThanOrEqual(seconds + 1);
    backlog.mockRestore();
  });
});
