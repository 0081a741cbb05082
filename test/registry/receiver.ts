import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What comes over the wire; each test looks into it. */
export type Wire = ReturnType<typeof JSON.parse>;

/** What a peer was sent. */
export interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly signature: string;
    readonly header: Wire;
    readonly message: Wire;
  };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** A party's own system, which the registry calls back; it takes everything until a test says otherwise. */
export async function openReceiver(port = 0) {
  const heard: Received[] = [];
  const taken: Received[] = [];
  let answer: () => {
    readonly status: number;
    /** A text is sent as it is. */
    readonly body?: object | string;
    readonly location?: string;
  } = () => ({
    status: 200,
  });
  const server = createServer((request, reply) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { authorization } = request.headers;
      const body = JSON.parse(Buffer.concat(pieces).toString('utf8'));
      const received = { path: request.url ?? '', authorization, body };
      heard.push(received);
      const { status, body: said = { message: { ack_status: 'ACK' } }, location } = answer();
      if (status === 200) taken.push(received);
      reply.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
      reply.end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/dci`,
    /** Every try, and those that were taken. */
    ...{ heard, taken },
    answers(how: typeof answer): void {
      answer = how;
    },
    /** The first `count` taken messages of an action. */
    async wait(action: string, count = 1): Promise<readonly Received[]> {
      for (let tries = 0; tries < 600; tries += 1) {
        const found = taken.filter(({ body }) => body.header.action === action);
        if (found.length >= count) return found;
        await sleep(25);
      }
      throw new Error(`${action} never came: ${heard.length} heard, ${taken.length} taken`);
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
