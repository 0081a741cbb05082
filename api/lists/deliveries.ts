import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ListDelivery, SwitchedOn } from '../../store/lists/prepared-delivery.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { hospitalSeen } from '../http/own-data.ts';
import { pageOf, readCursor } from '../http/page.ts';
import type { ViewOf } from '../http/view-of.ts';
import {
  type askBody,
  askDelivery,
  fetchPage,
  getDelivery,
  listDeliveries,
  type listQuery,
  type pageParams,
  type pageView,
  type receiptBody,
  receiptDelivery,
} from './delivery-operations.ts';
import { type deliveryParams, shownDelivery, shownWithPages } from './delivery-views.ts';
import { prepareFor } from './prepare-deliveries.ts';
import { sealedPage } from './seal-delivery.ts';

type Params = z.infer<typeof deliveryParams>;

/** Deliveries of the lists to hospitals' systems: each page is sealed when it is fetched, and a receipt says that all of it could be opened. */
export function listDeliveryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { deliveries, deliveryPages } = deps.lists;
  server.get<{ Querystring: z.infer<typeof listQuery> }>(
    '/v1/list-deliveries',
    listDeliveries,
    async (request) => {
      const caller = callerOfRoute(request);
      const { limit, cursor, institution = null } = request.query;
      const before = readCursor(cursor, z.int());
      const page = { limit: limit + 1, ...(before === undefined ? {} : { before }) };
      const of = hospitalSeen(caller) ?? (institution as InstitutionId | null);
      const found = await deliveries.deliveries({ ...page, institution: of });
      const { items, next } = pageOf(found, limit, ({ deliveryId }) => deliveryId);
      return { deliveries: items.map(shownDelivery), next };
    },
  );
  server.post<{ Body: z.infer<typeof askBody> }>(
    '/v1/list-deliveries',
    askDelivery,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const hospital = await switchedOn(deps, caller);
      const { whole } = request.body;
      const made = await prepareFor(deps, hospital, { whole, askedBy: actorOf(caller) });
      if (made === null) return reply.status(200).send({ delivery: null });
      await deps.audit.appendOwed();
      deps.nudge('webhooks');
      return reply.status(201).send({ delivery: shownDelivery(made) });
    },
  );
  server.get<{ Params: Params }>('/v1/list-deliveries/:delivery', getDelivery, async (request) => {
    const delivery = await ownDelivery(deps, callerOfRoute(request), request.params);
    return shownWithPages(delivery, await deliveryPages.pages(delivery.deliveryId));
  });
  server.get<{ Params: z.infer<typeof pageParams> }>(
    '/v1/list-deliveries/:delivery/pages/:page',
    fetchPage,
    (request) => fetched(deps, request),
  );
  server.post<{ Params: Params; Body: z.infer<typeof receiptBody> }>(
    '/v1/list-deliveries/:delivery/receipt',
    receiptDelivery,
    async (request) => {
      const caller = callerOfRoute(request);
      const delivery = await ownDelivery(deps, caller, request.params);
      await receipted(deps, caller, { delivery, digest: request.body.digest });
      const now = await ownDelivery(deps, caller, request.params);
      return shownWithPages(now, await deliveryPages.pages(now.deliveryId));
    },
  );
}

/** Seals the page anew, and writes down that it goes out before it does. */
async function fetched(
  deps: ApiDeps,
  request: FastifyRequest<{ Params: z.infer<typeof pageParams> }>,
): Promise<ViewOf<typeof pageView>> {
  const caller = callerOfRoute(request as FastifyRequest);
  const { page } = request.params;
  const delivery = await ownDelivery(deps, caller, request.params);
  const { institution, thumbprint } = delivery;
  const hospital = await switchedOn(deps, caller);
  const over = delivery.state !== 'waiting' || delivery.expiresOn <= deps.clock.today();
  if (over || hospital.thumbprint !== thumbprint) throw new HubProblem('list-delivery-over');
  const { deliveryPages, deliveryKeys, deliveryDigestKey } = deps.lists;
  const [people, pages, key] = await Promise.all([
    deliveryPages.people(delivery, page),
    deliveryPages.pages(delivery.deliveryId),
    deliveryKeys.key(institution),
  ]);
  if (people === undefined) throw new HubProblem('list-delivery-unknown');
  if (key?.thumbprint !== thumbprint) throw new HubProblem('list-delivery-over');
  const identities = await deps.people.openMany(people.map(({ personRef }) => personRef));
  const sealedTo = { jwk: key.jwk, digestKey: deliveryDigestKey({ institution, thumbprint }) };
  const sealed = await sealedPage(sealedTo, delivery, { page, pages: pages.length, people, identities });
  const { jwe, ...digests } = sealed;
  const by = { actor: actorOf(caller), at: deps.clock.now() };
  if (!(await deliveryPages.fetched(delivery, { page, ...digests, ...by })))
    throw new HubProblem('list-delivery-over');
  await deps.audit.appendOwed();
  return { delivery: delivery.deliveryId, page, pages: pages.length, jwe };
}

async function receipted(
  deps: ApiDeps,
  caller: Caller,
  { delivery, digest }: { readonly delivery: ListDelivery; readonly digest: string },
): Promise<void> {
  const by = { actor: actorOf(caller), at: deps.clock.now() };
  const done = await deps.lists.deliveryPages.receipt(delivery, { digest, ...by });
  if (done.kind === 'over') throw new HubProblem('list-delivery-over');
  if (done.kind === 'differs') throw new HubProblem('list-delivery-differs');
  if (done.kind === 'not-fetched')
    throw new HubProblem('list-delivery-not-fetched', { detail: done.pages.slice(0, 20).join(', ') });
  await deps.audit.appendOwed();
}

/** Throws HubProblem `list-delivery-off`. */
async function switchedOn(deps: ApiDeps, caller: Caller): Promise<SwitchedOn> {
  invariant(caller.of === 'hospital', 'only a hospital’s system fetches');
  const there = await deps.lists.deliveries.switchedOn(deps.clock.today());
  const found = there.find(({ institution }) => institution === caller.institution);
  if (found === undefined) throw new HubProblem('list-delivery-off');
  return found;
}

/** Throws HubProblem `list-delivery-unknown`, also for another hospital's. */
async function ownDelivery(deps: ApiDeps, caller: Caller, { delivery }: Params): Promise<ListDelivery> {
  const found = await deps.lists.deliveries.delivery(delivery);
  const own = hospitalSeen(caller);
  if (found === undefined || (own !== null && own !== found.institution))
    throw new HubProblem('list-delivery-unknown');
  return found;
}
