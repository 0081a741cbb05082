import { connect, createServer, type Socket } from 'node:net';

/** ReadyForQuery of a session that is in no transaction, as PostgreSQL writes it. */
const readyAndIdle = 'Z\0\0\0\u0005I';

/** A wire to PostgreSQL on which a commit's answer can be lost together with its client. */
export interface CrashingWire {
  readonly port: number;
  /** Once a transaction that sent `text` has committed, `crash` runs and the session is cut: nobody hears of the commit; once. */
  readonly arm: (text: string, crash: () => void) => void;
  readonly close: () => void;
}

/**
 * Passes bytes on until what a session that has spoken of `text` wrote is committed: the answer is held back and the client is
 * killed. So a crash between the store's commit and the end of the activity is exact, not a matter of luck.
 */
export async function crashingWire(target: {
  readonly host: string;
  readonly port: number;
}): Promise<CrashingWire> {
  let armed: { readonly text: string; readonly crash: () => void } | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    let marked = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          upstream.destroy();
          sockets.delete(socket);
        });
    }
    client.on('data', (bytes) => {
      if (armed !== null && bytes.includes(armed.text)) marked = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      // A statement of its own, or the COMMIT of those before it, is done: the session is out of any transaction.
      if (armed !== null && marked && bytes.includes(readyAndIdle)) {
        const { crash } = armed;
        armed = null;
        crash();
        client.destroy();
        return;
      }
      client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    arm: (text, crash) => {
      armed = { text, crash };
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
