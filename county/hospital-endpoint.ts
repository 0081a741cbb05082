import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { CountyAddresses } from './addresses.ts';
import { hubClient } from './hub-client.ts';
import type { CountyCredentials } from './seed/register.ts';

/** The hospitals' own endpoint in the box: it hears what the hub tells each of them, and says to a `GET` what came so far; with `?about=<caseRef>` which messages of that stay. */
export interface HospitalEndpoint {
  readonly url: string;
  /** What came so far, by topic, each message once. */
  readonly heard: () => Readonly<Record<string, number>>;
  /** Until nothing more comes. */
  readonly quiet: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const name = 'box';
const largestBytes = 1_048_576;
const quietMs = 2_000;
const longestMs = 20_000;

/** Listens at any free port, and registers there for every hospital; what happened while it was away comes now. */
export async function startHospitalEndpoint(
  { api }: Pick<CountyAddresses, 'api'>,
  { hospitals }: Pick<CountyCredentials, 'hospitals'>,
  /** A delivery of the lists waits for that hospital's system. */
  listsWait: (institution: string) => void,
): Promise<HospitalEndpoint> {
  const secrets = new Map<string, string>();
  const counts: Record<string, number> = {};
  const known = new Set<string>();
  const ids = new Map<string, readonly string[]>();
  let lastAt = performance.now();
  const server = createServer((request, reply) => {
    const institution = (request.url ?? '').slice(1);
    if (request.method === 'GET') {
      const about = new URL(request.url ?? '/', 'http://endpoint').searchParams.get('about');
      const said = about === null ? counts : { ids: ids.get(about) ?? [] };
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said, null, 2));
      return;
    }
    bodyOf(request).then(
      (text) => {
        const message = verified(text, request, secrets.get(institution));
        if (message === null) return reply.writeHead(401).end();
        lastAt = performance.now();
        // At least once: what was heard before is taken again, and counted once.
        if (!known.has(message.id)) {
          counts[message.topic] = (counts[message.topic] ?? 0) + 1;
          if (message.topic === 'lists') listsWait(institution);
          ids.set(message.subject, [...(ids.get(message.subject) ?? []), message.id]);
        }
        known.add(message.id);
        return reply.writeHead(204).end();
      },
      () => reply.writeHead(400).end(),
    );
  });
  const url = await listening(server);
  for (const [institution, { token }] of Object.entries(hospitals)) {
    const hub = hubClient(api, token);
    await hub.put(`/v1/webhooks/${name}`, { url: `${url}/${institution}` });
    const { body } = await hub.post<{ readonly secret: string }>(`/v1/webhooks/${name}/secret`, {});
    secrets.set(institution, body.secret);
  }
  return {
    url,
    heard: () => counts,
    quiet: async () => {
      const began = performance.now();
      lastAt = began;
      while (performance.now() - lastAt < quietMs && performance.now() - began < longestMs) await wait(100);
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a person reads of it. */
export function heardText(heard: Readonly<Record<string, number>>): string {
  const all = Object.values(heard).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(heard).map(([topic, count]) => `${topic} ${count}`);
  return `医院端点收到推送 ${all} 条 / the hospitals’ own endpoint heard ${all} messages: ${parts.join(', ')}`;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > largestBytes) throw new RangeError('a message is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Null: not signed by the hub for this hospital. */
function verified(
  text: string,
  { headers }: IncomingMessage,
  secret: string | undefined,
): { readonly id: string; readonly subject: string; readonly topic: string } | null {
  if (secret === undefined) return null;
  try {
    const message = new Webhook(secret).verify(text, headers as Record<string, string>) as {
      readonly id: string;
      readonly subject: string;
      readonly data: { readonly topic?: string };
    };
    return { id: message.id, subject: message.subject, topic: message.data.topic ?? 'ping' };
  } catch {
    return null;
  }
}
