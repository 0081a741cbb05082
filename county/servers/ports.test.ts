import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, isFree } from './ports.ts';

async function listen(port: number, host: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => void server.close());
}

test.each(['127.0.0.1', '0.0.0.0'])(
  'a port taken on %s gives the next free one, and says so',
  async (host) => {
    const port = await freePort(0);
    await listen(port, host);
    expect(await isFree(port)).toBe(false);
    const said: string[] = [];
    const next = await freePort(port, (text) => said.push(text));
    expect(next).toBeGreaterThan(port);
    expect(said.join()).toContain(`port ${port} is taken, using ${next}`);
  },
);

test('a port is never handed out twice, even before anybody listens on it', async () => {
  const start = await freePort(0);
  const ports = await Promise.all([1, 2, 3, 4].map(() => freePort(start)));
  expect(new Set([start, ...ports]).size).toBe(5);
});
