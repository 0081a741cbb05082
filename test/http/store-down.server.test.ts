import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import { buildServer } from '../../api/http/server.ts';
import { slack } from '../servers/temporary.ts';
import { anAdmissionBody, call, doorSetting } from './door-under-test.ts';

/** A door whose PostgreSQL is at the given address. */
async function doorAt(url: string) {
  const { db, deps } = assemble(doorSetting(url));
  const server = await buildServer({ ...deps, nudge: () => undefined });
  onTestFinished(async () => {
    await server.close();
    await deps.flow.close();
    await deps.changes.close();
    await db.destroy();
  });
  return server;
}

/** Takes connections and never says a word, as a stopped server does. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `postgres://hub@127.0.0.1:${address.port}/hub`;
}

test.each([
  ['refuses connections', async () => 'postgres://hub@127.0.0.1:1/hub'],
  ['is silent', silentServer],
])(
  'while PostgreSQL %s, every request is a 503 with Retry-After within three seconds',
  async (_, address) => {
    const server = await doorAt(await address());
    for (const caller of ['hospital', 'operator'] as const) {
      const started = performance.now();
      const reply = await call(server, caller, {
        method: 'POST',
        url: '/v1/stays',
        payload: anAdmissionBody(),
      });
      expect(performance.now() - started).toBeLessThan(3_000 * slack);
      expect(reply.json()).toMatchObject({ status: 503, code: 'store-unavailable' });
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    }
  },
);

test('while PostgreSQL and Temporal are away the health report says so, and calls nothing well that it did not see', async () => {
  const server = await doorAt('postgres://hub@127.0.0.1:1/hub');
  const reply = await server.inject('/v1/health-report');
  const { healthy, signs } = reply.json() as {
    readonly healthy: boolean;
    readonly signs: readonly {
      readonly sign: string;
      readonly state: string;
      readonly todo: object | null;
    }[];
  };
  expect([reply.statusCode, healthy]).toEqual([200, false]);
  for (const { sign, state, todo } of signs) {
    const away = sign === 'store' || sign === 'temporal';
    expect([sign, state, todo !== null]).toEqual([sign, away ? 'wrong' : 'unknown', away]);
  }
});

test('while PostgreSQL is away the door lives, is not ready, and still answers what-if questions', async () => {
  const server = await doorAt('postgres://hub@127.0.0.1:1/hub');
  expect((await server.inject('/health/live')).statusCode).toBe(200);
  const ready = await server.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([
    503,
    { status: 'not-ready', store: 'down', temporal: 'down' },
  ]);
  const payload = { day: '2024-03-01', bill: { totalFen: 100, outOfPolicyFen: 0 } };
  const settled = await server.inject({
    method: 'POST',
    url: '/v1/schemes/kaizhou-2024/settlements',
    payload,
  });
  expect(settled.json()).toMatchObject({ scheme: 'kaizhou-2024', totalFen: 100, patientFen: 100 });
});
