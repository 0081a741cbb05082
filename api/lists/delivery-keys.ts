import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { seenHospital } from '../http/own-data.ts';
import { deliveryInstitution, thumbprint } from './delivery-views.ts';
import { checkedKey } from './seal-delivery.ts';

type Params = z.infer<typeof deliveryInstitution>;

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const jwk = { kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate };
const ignored = z.string().max(100).optional().meta({ description: 'taken and not kept' });
const body = z.strictObject({ ...jwk, kid: ignored, use: ignored, alg: ignored }).meta({
  id: 'DeliveryKeyEntry',
  description: 'the public key as a JWK (RFC 7517); never its private half',
});
type Body = z.infer<typeof body>;

const view = z
  .object({ institution: z.string(), jwk: z.object(jwk), thumbprint, putBy: z.string(), putAt: instant })
  .meta({ id: 'DeliveryKey' });

/** The key to which the lists are sealed: the hospital registers its public half; the health commission's rule names the thumbprint. */
export function deliveryKeyRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { deliveryKeys } = deps.lists;
  const url = '/v1/institutions/:id/delivery-key';
  server.put<{ Params: Params; Body: Body }>(url, put, async (request) => {
    const caller = callerOfRoute(request);
    const institution = seenHospital(caller, request.params.id);
    const { kty, crv, x, y } = request.body;
    const key = { kty, crv, x, y };
    const by = { putBy: actorOf(caller), putAt: deps.clock.now() };
    await deliveryKeys.putKey({ institution, jwk: key, thumbprint: await checkedKey(key), ...by });
    await deps.audit.appendOwed();
    return deliveryKeys.key(institution);
  });
  server.get<{ Params: Params }>(url, get, async (request) => {
    const found = await deliveryKeys.key(seenHospital(callerOfRoute(request), request.params.id));
    if (found === undefined) throw new HubProblem('delivery-key-unknown');
    return found;
  });
  server.delete<{ Params: Params }>(url, remove, async (request) => {
    const caller = callerOfRoute(request);
    const institution = seenHospital(caller, request.params.id);
    const by = { putBy: actorOf(caller), putAt: deps.clock.now() };
    if (!(await deliveryKeys.removeKey(institution, by))) throw new HubProblem('delivery-key-unknown');
    await deps.audit.appendOwed();
    return { institution };
  });
}

const common = { tag: 'agencies', params: deliveryInstitution } as const;

const put = operation({
  ...common,
  id: 'putDeliveryKey',
  zh: '登记名单下发的公钥;更换后须由卫健委两人按新指纹重新开通',
  en: 'register the key to which the lists are sealed; after a change nothing goes until the health commission’s rule names the new one',
  body,
  replies: { 200: { about: 'registered; what waited for another key is destroyed', schema: view } },
  problems: ['delivery-key-refused', 'request-invalid'],
});

const get = operation({
  ...common,
  id: 'getDeliveryKey',
  zh: '已登记的名单下发公钥及其指纹',
  en: 'the key that the hospital registered, and its thumbprint',
  replies: { 200: { about: 'the key', schema: view } },
  problems: ['delivery-key-unknown'],
});

const remove = operation({
  ...common,
  id: 'removeDeliveryKey',
  zh: '注销名单下发的公钥,即刻停止下发',
  en: 'withdraw the key: nothing is delivered from now on',
  replies: {
    200: { about: 'gone, with what waited for it', schema: z.object({ institution: z.string() }) },
  },
  problems: ['delivery-key-unknown'],
});
