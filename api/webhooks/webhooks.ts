import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { operatorsDigest } from '../../domain/digest.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type WebhookTopic, webhookTopicCodes } from '../../domain/webhook-topics.ts';
import type { WebhookName } from '../../store/webhooks/webhooks.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { messageOf, pingMessage, subjectOf } from './message.ts';
import {
  type eventsQuery,
  listEvents,
  listWebhooks,
  pingWebhook,
  putWebhook,
  removeWebhook,
  rotateSecret,
  type webhookBody,
  type webhookParams,
} from './operations.ts';
import { newSecret } from './sender.ts';

type Params = z.infer<typeof webhookParams>;
type Body = z.infer<typeof webhookBody>;

/** Addresses that an organisation is told at. Each sees and changes its own; whoever watches the county sees all. */
export function webhookRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { register, deliveries } = deps.webhooks;
  const by = (request: FastifyRequest) => ({
    ...{ actor: actorOf(callerOfRoute(request)), at: deps.clock.now() },
  });
  server.put<{ Params: Params; Body: Body }>('/v1/webhooks/:name', putWebhook, (request) =>
    enter(deps, callerOfRoute(request as FastifyRequest), request.params.name, request.body),
  );
  server.get('/v1/webhooks', listWebhooks, async (request) => {
    const { of, party } = callerOfRoute(request);
    const found = await register.list(of === 'operator' ? null : party);
    return {
      webhooks: found.map(({ webhookId: _, institution, organisation: __, topics, ...one }) => ({
        ...{ ...one, topics: topics ?? topicsOf(institution !== null) },
      })),
    };
  });
  server.delete<{ Params: Params }>('/v1/webhooks/:name', removeWebhook, async (request) => {
    const of = ownName(request as FastifyRequest<{ Params: Params }>);
    if (!(await register.remove(of, by(request as FastifyRequest)))) throw new HubProblem('webhook-unknown');
    await deps.audit.appendOwed();
    return { name: of.name };
  });
  server.post<{ Params: Params }>('/v1/webhooks/:name/secret', rotateSecret, async (request) => {
    const of = ownName(request as FastifyRequest<{ Params: Params }>);
    const secret = newSecret();
    const rotated = await register.rotate(of, secret, by(request as FastifyRequest));
    if (rotated === undefined) throw new HubProblem('webhook-unknown');
    await deps.audit.appendOwed();
    return { secret, ...rotated };
  });
  server.post<{ Params: Params }>('/v1/webhooks/:name/ping', pingWebhook, (request) =>
    ping(deps, ownName(request as FastifyRequest<{ Params: Params }>)),
  );
  server.get<{ Params: Params; Querystring: z.infer<typeof eventsQuery> }>(
    '/v1/webhooks/:name/events',
    listEvents,
    async (request) => {
      const { webhookId } = await known(deps, ownName(request as FastifyRequest<{ Params: Params }>));
      const { limit, after } = request.query;
      const from = after === undefined ? 0 : await deliveries.numberOf(webhookId, subjectOf(after));
      if (from === undefined) throw new HubProblem('webhook-message-unknown');
      const found = await deliveries.after(webhookId, from, limit + 1);
      return { events: found.slice(0, limit).map(messageOf), more: found.length > limit };
    },
  );
}

async function enter(deps: ApiDeps, caller: Caller, name: string, body: Body) {
  const { register, sender } = deps.webhooks;
  const { party } = caller;
  const { url, topics } = body;
  const own = topicsOf(caller.of === 'hospital');
  const foreign = (topics ?? []).filter((topic) => !own.includes(topic));
  if (foreign.length > 0)
    throw new HubProblem('request-invalid', {
      detail: `not of ${caller.of}: ${foreign.join(', ')}`,
      errors: [fieldError('/topics', 'topic-not-own')],
    });
  const refused = await sender.rules.refusal(url);
  if (refused !== null) throw new HubProblem('webhook-address-refused', { detail: refused });
  const secret = newSecret();
  const institution = caller.of === 'hospital' ? caller.institution : null;
  const entry = {
    party,
    name,
    url,
    institution,
    organisation: organisationOf(caller),
    topics: topics ?? null,
  };
  const done = await register.put(entry, secret, { actor: actorOf(caller), at: deps.clock.now() });
  if (done === 'too-many') throw new HubProblem('webhooks-too-many');
  await deps.audit.appendOwed();
  deps.nudge('webhooks');
  return { name, url, topics: topics ?? own, secret: done === 'new' ? secret : null };
}

/** Tries an address now, with a message of no content. */
async function ping(deps: ApiDeps, of: WebhookName) {
  const { register, sender } = deps.webhooks;
  const { url } = await known(deps, of);
  const began = performance.now();
  const message = pingMessage(`ping_${randomUUID()}`, deps.clock.now());
  const sent = await sender.send(url, (await register.secrets(of)) ?? [], message);
  return { id: message.id, ...sent, ms: Math.round(performance.now() - began) };
}

async function known({ webhooks }: ApiDeps, { party, name }: WebhookName) {
  const found = (await webhooks.register.list(party)).find((one) => one.name === name);
  if (found === undefined) throw new HubProblem('webhook-unknown');
  return found;
}

function ownName(request: FastifyRequest<{ Params: Params }>): WebhookName {
  return { party: callerOfRoute(request as FastifyRequest).party, name: request.params.name };
}

/** Stays are their hospital's; of others each has its digest. */
function topicsOf(isHospital: boolean): readonly WebhookTopic[] {
  return isHospital ? webhookTopicCodes : ['digest'];
}

/** As the digests name it. */
function organisationOf(caller: Caller): string {
  if (caller.of === 'hospital') return caller.institution;
  return caller.of === 'operator' ? operatorsDigest : caller.party;
}
