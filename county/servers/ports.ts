import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

// Ports handed out by this process and perhaps not bound yet: never hand one out twice.
const handedOut = new Set<number>();

/** The preferred port on 127.0.0.1 when it is free, else the next free one (said through `say`); 0 takes any. */
export async function freePort(preferred: number, say: (text: string) => void = () => {}): Promise<number> {
  if (preferred === 0) return anyPort();
  for (let port = preferred; port < preferred + 200 && port < 65_536; port += 1) {
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    if (port !== preferred)
      say(`端口 ${preferred} 已被占用，改用 ${port} / port ${preferred} is taken, using ${port}`);
    return port;
  }
  throw new Error(`端口 ${preferred} 起 200 个都被占用 / no free port in the 200 from ${preferred}`);
}

// Below what systems give to whoever connects or does not care: Temporal takes ten such ports for itself, and a server that
// is still making its files would find that its own is gone.
const [lowest, highest] = [20_000, 32_000];

async function anyPort(): Promise<number> {
  const port = randomInt(lowest, highest);
  if (handedOut.has(port) || !(await isFree(port))) return anyPort();
  handedOut.add(port);
  return port;
}

/** True when nobody listens on this port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  // On some systems a wildcard listener does not stop a bind to 127.0.0.1, so knock as well.
  return (await listenOnce(port)) !== undefined && !(await answers(port));
}

function listenOnce(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once('error', () => resolve(undefined));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    const address = server.address();
    const got = typeof address === 'object' && address !== null ? address.port : undefined;
    server.close(() => resolve(got));
  });
  return promise;
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  socket.setTimeout(500, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
