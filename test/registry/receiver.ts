import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { callbacks, faultsOf } from './standard.ts';

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

/** A party's own system, which the registry calls back; it takes every message of the standard until a test says otherwise, and no other. */
export async function openReceiver(port = 0) {
  const heard: Received[] = [];
  const taken: Received[] = [];
  const faults: string[] = [];
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
      const found = faultsOf(callbacks[body.header.action]?.shape, body);
      faults.push(...found.map((fault) => `${body.header.action} ${fault}`));
      const refusal = { status: 200, body: { message: { ack_status: 'ERR' } } };
      const {
        status,
        body: said = { message: { ack_status: 'ACK' } },
        location,
      } = found.length === 0 ? answer() : { ...refusal, location: undefined };
      if (status === 200 && found.length === 0) taken.push(received);
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
    /** What was not as the standard has it; its messages were refused. */
    faults,
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
      throw new Error(
        `${action} never came: ${heard.length} heard, ${taken.length} taken; ${faults.join('; ')}`,
      );
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
