import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { WebhookMessage } from '../../api/webhooks/message.ts';

/** One request that came to an endpoint. */
export interface Heard {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly message: Omit<WebhookMessage, 'data'> & { readonly data: Record<string, unknown> };
}

/** How an endpoint answers: a status, or never. */
type Answer = number | 'never';

/** A hospital's own endpoint: real HTTP. It takes everything until a test says otherwise. */
export async function openEndpoint(port = 0) {
  const heard: Heard[] = [];
  let answer: (of: Heard) => Answer = () => 204;
  const server = createServer((request, reply) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const { headers } = request;
      const one = { id: String(headers['webhook-id']), headers, text, message: JSON.parse(text) };
      heard.push(one);
      const said = answer(one);
      if (said === 'never') return;
      reply.writeHead(said, said === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    ...{ port: bound, url: `http://127.0.0.1:${bound}/hub`, heard },
    answers(how: typeof answer): void {
      answer = how;
    },
    /** Those that bear a signature of this secret. */
    signedBy: (secret: string): readonly Heard[] => heard.filter((one) => isSignedBy(secret, one)),
    /** Until so many different messages came. */
    async hears(count: number): Promise<readonly Heard[]> {
      for (let tries = 0; tries < 600; tries += 1) {
        const found = new Map(heard.map((one) => [one.id, one]));
        if (found.size >= count) return [...found.values()];
        await sleep(25);
      }
      throw new Error(`${count} messages never came, only ${heard.length}`);
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isSignedBy(secret: string, { text, headers }: Heard): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
