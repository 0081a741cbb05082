/** Opens payloads for the Temporal UI, for its origin and its namespace only. Run as a process of its own. */
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type CodecConfig, codecConfig } from '../config.ts';
import { HubProblem } from '../domain/failures.ts';
import { PayloadRefused, payloadCodec } from '../temporal/payload-codec.ts';
import { codecAccess } from './codec-access.ts';
import { handleProblems } from './http/problem.ts';
import { stopOnSignals } from './http/stop.ts';

const payloads = z.strictObject({
  payloads: z
    .array(
      z.strictObject({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() }),
    )
    .max(10_000),
});
const bodyLimit = 32 * 1_048_576;

/** The codec server; it knows no people and no database, only keys. */
export function buildCodecServer(config: CodecConfig): FastifyInstance {
  const server = fastify({ bodyLimit, logger: { level: config.logLevel } });
  const codec = payloadCodec(config.payloadKeys, config.namespace);
  const mayAsk = codecAccess(config);
  handleProblems(server);
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('vary', 'Origin').header('cache-control', 'no-store');
    if (request.headers.origin === config.origin) {
      void reply
        .header('access-control-allow-origin', config.origin)
        .header('access-control-allow-credentials', 'true')
        .header('access-control-allow-methods', 'POST')
        .header('access-control-allow-headers', 'authorization,content-type,x-namespace');
    }
  });
  server.get('/health/live', async () => ({ status: 'ok' }));
  server.options('/decode', async (_request, reply) => reply.status(204).send());
  server.post(
    '/decode',
    {
      // Before the body is read: who may not ask is not listened to.
      onRequest: async (request) => {
        const { origin, authorization } = request.headers;
        if (origin !== undefined && origin !== config.origin) throw new HubProblem('not-allowed');
        if (!(await mayAsk(authorization))) throw new HubProblem('credential-missing');
        if (request.headers['x-namespace'] !== config.namespace)
          throw new HubProblem('not-allowed', { detail: 'another namespace' });
      },
    },
    async (request) => {
      const asked = payloads.safeParse(request.body);
      if (!asked.success) throw new HubProblem('body-malformed');
      return { payloads: await Promise.all(asked.data.payloads.map(opened)) };
    },
  );
  return server;

  /**
   * What was not sealed by the hub is never passed back as if it had been; a note stands in its place, for one request
   * holds payloads of ours beside the SDK's own (markers of local activities), and the UI shows all or nothing.
   */
  async function opened(payload: WirePayload): Promise<WirePayload> {
    try {
      const [clear] = await codec.decode([fromWire(payload)]);
      return toWire(clear ?? {});
    } catch (error) {
      if (!(error instanceof PayloadRefused)) throw error;
      return toWire({
        metadata: { encoding: Buffer.from('json/plain') },
        data: Buffer.from(JSON.stringify({ refused: error.code })),
      });
    }
  }
}

type WirePayload = z.infer<typeof payloads>['payloads'][number];
type BinaryPayload = {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
};

function fromWire(payload: WirePayload): BinaryPayload {
  const metadata = Object.entries(payload.metadata ?? {});
  return {
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    data: Buffer.from(payload.data ?? '', 'base64'),
  };
}

function toWire(payload: BinaryPayload): WirePayload {
  const metadata = Object.entries(payload.metadata ?? {});
  return {
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name, base64(value)])),
    data: base64(payload.data ?? new Uint8Array()),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

if (import.meta.main) {
  const config = codecConfig();
  const server = buildCodecServer(config);
  stopOnSignals(server.log, () => server.close());
  await server.listen(config.listen);
}
