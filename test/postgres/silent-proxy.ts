import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before PostgreSQL and can stop passing anything on, without closing a connection. */
export async function silentProxy(url: string) {
  const sockets = new Set<Socket>();
  let hushed = false;
  const { hostname, port, username, password, pathname } = new URL(url);
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.on('data', (bytes) => other.write(bytes));
      if (hushed) one.pause();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  const passage = (still: boolean) => {
    hushed = still;
    for (const socket of sockets) {
      if (still) socket.pause();
      else socket.resume();
    }
  };
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${address.port}${pathname}`,
    hush: () => passage(true),
    wake: () => passage(false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
