import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedReply, SimulatedRequest } from './simulation.ts';

/** What a party does with a request: replies, cuts the connection, or never answers. */
export type Response = SimulatedReply | 'cut' | 'hang';

export interface PartyServer {
  readonly port: number;
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

/** What a simulated party's replies are. */
export const jsonType = 'application/json; charset=utf-8';
export const fileType = 'application/octet-stream';

const largestBody = 16 * 1024 * 1024;

/** Serves a simulated party over real HTTP on 127.0.0.1; port 0 takes a free one. Rejects when the port is taken. */
export async function serveParty(
  respond: (request: SimulatedRequest & { readonly method: string }) => Response | Promise<Response>,
  port = 0,
): Promise<PartyServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, respond).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    baseUrl: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (request: SimulatedRequest & { readonly method: string }) => Response | Promise<Response>,
): Promise<void> {
  const body = await bodyOf(incoming);
  if (body === undefined) {
    outgoing.writeHead(413).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join() : value,
    ]),
  );
  const response = await respond({
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers,
    body,
  });
  if (response === 'hang') return;
  if (response === 'cut') {
    outgoing.destroy();
    return;
  }
  const { status, body: said, file = false } = response;
  outgoing
    .writeHead(status, { 'content-type': file ? fileType : jsonType })
    .end(said, file ? 'latin1' : 'utf8');
}

async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
