import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { isForeignKey } from '../county/register.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { codeId } from '../http/words.ts';

/** After three days that something did not arrive, somebody looks (real time). */
const overdueMs = 3 * 86_400_000;

const params = z.object({ id: codeId });
const body = z
  .strictObject({
    callbackUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine(isPlain, coded('field-format'))
      .meta({ description: 'where its /registry/on-search and the others are; without a slash at the end' }),
    publicKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .nullable()
      .default(null)
      .meta({ description: 'Ed25519, base64url; with it every message of the party must be signed' }),
    token: z
      .string()
      .regex(/^[\x21-\x7e]{1,512}$/)
      .nullable()
      .default(null)
      .meta({ description: 'bearer credential that its addresses ask for; kept sealed' }),
  })
  .meta({ id: 'RegistryPeer' });
const query = z.strictObject({
  ...pageQuery,
  all: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'also what waits for less than three days' }),
});
const deliveryParams = z.object({ deliveryId: z.coerce.number().int().min(1) });

/** Whom the registry calls back, and what did not arrive there. */
export function registryPeerRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { peers, deliveries } = deps.registry;
  server.put<{ Params: z.infer<typeof params>; Body: z.infer<typeof body> }>(
    '/v1/registry-peers/:id',
    putPeer,
    async (request) => {
      const { id: party } = request.params;
      const actor = actorOf(callerOfRoute(request as FastifyRequest));
      const by = {
        actor,
        action: 'register-peer' as const,
        subject: party,
        reason: null,
        at: deps.clock.now(),
      };
      await peers.putPeer({ party, ...request.body }, by).catch((error: unknown) => {
        throw isForeignKey(error) ? new HubProblem('registry-peer-unknown', { cause: error }) : error;
      });
      await deps.audit.appendOwed();
      return { id: party };
    },
  );
  server.get<{ Querystring: z.infer<typeof query> }>('/v1/registry-deliveries', list, async (request) => {
    const { limit, cursor, all } = request.query;
    const after = readCursor(cursor, z.int());
    const found = await deliveries.waiting({
      ...{ limit: limit + 1, olderThanMs: all === 'true' ? 0 : overdueMs },
      ...(after === undefined ? {} : { after }),
    });
    const { items, next } = pageOf(found, limit, ({ deliveryId }) => deliveryId);
    return { deliveries: items, next };
  });
  server.post<{ Params: z.infer<typeof deliveryParams> }>(
    '/v1/registry-deliveries/:deliveryId/retry',
    retry,
    async (request, reply) => {
      const { deliveryId } = request.params;
      if (!(await deliveries.retry(deliveryId))) throw new HubProblem('registry-delivery-unknown');
      deps.nudge('registry');
      return reply.status(202).send({ deliveryId });
    },
  );
}

/** A bare address: a credential in it would be in every log on the way. */
function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '' && !text.endsWith('/');
}

const common = { tag: 'registry' } as const;
const putPeer = operation({
  ...common,
  id: 'putRegistryPeer',
  zh: '登记社会登记接口的回调地址',
  en: 'register where the registry calls a party back',
  params,
  body,
  replies: { 200: { about: 'registered', schema: z.object({ id: z.string() }) } },
  problems: ['registry-peer-unknown'],
});
const list = operation({
  ...common,
  id: 'listRegistryDeliveries',
  zh: '未送达的回调与通知',
  en: 'messages to peers that were refused, or wait for three days',
  query,
  replies: {
    200: {
      about: 'a page, oldest first; codes only',
      schema: z.object({
        deliveries: z.array(
          z.object({
            ...{ deliveryId: z.int(), party: z.string(), action: z.string(), attempts: z.int() },
            ...{ state: z.enum(['owed', 'refused']), owedAt: z.string(), lastCode: z.string().nullable() },
          }),
        ),
        next: z.string().nullable(),
      }),
    },
  },
  problems: ['request-invalid'],
});
const retry = operation({
  ...common,
  id: 'retryRegistryDelivery',
  zh: '立即重发',
  en: 'try one again at once',
  params: deliveryParams,
  replies: { 202: { about: 'it goes out', schema: z.object({ deliveryId: z.int() }) } },
  problems: ['registry-delivery-unknown', 'request-invalid'],
});
