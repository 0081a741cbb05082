import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { acknowledgement, answerNow, signedAnswer, turnAway } from './answers.ts';
import { readMessage } from './envelope.ts';
import {
  type Asked,
  searchLater,
  statusLater,
  subscribeLater,
  takeLater,
  unsubscribeLater,
} from './later.ts';
import { refusalsOf, refuseInItsForm } from './refusals.ts';
import { answerSearch } from './search.ts';
import { type EnvelopeBody, envelopeBody } from './shapes.ts';
import { findStatus, statusMessage } from './status.ts';
import { tokenRoutes } from './token.ts';

/** Where the standard's paths begin; its own server address ends with the version too. */
const [door, version] = ['/dci', '/v1.0.0'];
const base = `${door}${version}`;
type Body = { Body: EnvelopeBody };

/** The lists' further door: the social-registry API of the Digital Convergence Initiative, version 1.0.0 (docs/REGISTRY.md). */
export function registryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const routes = async (scope: FastifyInstance): Promise<void> => {
    refuseInItsForm(scope, deps, base);
    messageRoutes(scope, deps);
    tokenRoutes(scope, deps, `${version}/oauth2/client/token`);
  };
  server.register(routes, { prefix: door });
}

function messageRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const askedBy = async (request: FastifyRequest<Body>): Promise<Asked> => {
    const caller = callerOfRoute(request as FastifyRequest);
    return { caller, body: request.body, peer: await deps.registry.peers.peer(caller.party) };
  };
  const cached = (reply: FastifyReply): void => void reply.header('cache-control', 'no-store');
  server.post<Body>(`${version}/registry/search`, search, async (request) =>
    takeLater(deps, await askedBy(request), 'search', searchLater),
  );
  server.post<Body>(`${version}/registry/subscribe`, subscribe, async (request) =>
    takeLater(deps, await askedBy(request), 'subscribe', subscribeLater),
  );
  server.post<Body>(`${version}/registry/unsubscribe`, unsubscribe, async (request) =>
    takeLater(deps, await askedBy(request), 'unsubscribe', unsubscribeLater),
  );
  server.post<Body>(`${version}/registry/txn/status`, status, async (request) =>
    takeLater(deps, await askedBy(request), 'txn-status', statusLater),
  );
  server.post<Body>(`${version}/registry/sync/search`, syncSearch, async (request, reply) => {
    cached(reply);
    return searchNow(deps, await askedBy(request));
  });
  server.post<Body>(`${version}/registry/sync/txn/status`, syncStatus, async (request) =>
    statusNow(deps, await askedBy(request)),
  );
  server.get(`${version}/.well-known/jwks.json`, keys, async () => ({
    keys: [deps.registry.signer.publicKey],
  }));
}

async function searchNow(deps: ApiDeps, { caller, body, peer }: Asked) {
  const to = { party: caller.party, action: 'on-search' } as const;
  try {
    const message = readMessage(body, 'search', { party: caller.party, peer, realMs: Date.now() });
    const { transaction_id, search_request } = message;
    const { items } = await answerSearch(deps, caller, search_request);
    const answer = { transaction_id, correlation_id: randomUUID(), search_response: items };
    return answerNow(deps, to, answer, { total: items.length, completed: items.length });
  } catch (error) {
    return turnAway(deps, to, error);
  }
}

async function statusNow(deps: ApiDeps, { caller, body, peer }: Asked) {
  const to = { party: caller.party, action: 'txn-on-status' } as const;
  try {
    const message = readMessage(body, 'txn-status', { party: caller.party, peer, realMs: Date.now() });
    const found = await findStatus(deps, caller, message);
    if (found === undefined) return answerNow(deps, to, undefined, { total: 1, completed: 0 });
    const answer = statusMessage(message, found, randomUUID());
    return answerNow(deps, to, answer, { total: 1, completed: 1 });
  } catch (error) {
    return turnAway(deps, to, error);
  }
}

const common = {
  tag: 'registry',
  body: envelopeBody,
} as const;
const later = {
  ...{ ...common, refusals: refusalsOf('later') },
  replies: { 200: { about: 'acknowledged, or ERR and why', schema: acknowledgement } },
} as const;
const now = {
  ...{ ...common, refusals: refusalsOf('on-search') },
  replies: { 200: { about: 'signed; each request has a status of its own', schema: signedAnswer } },
  problems: ['registry-message-refused'],
} as const;

const search = operation({
  ...later,
  id: 'registrySearch',
  zh: '社会登记查询(异步,回调 on-search)',
  en: 'search; the answer comes to the caller’s on-search',
});
const syncSearch = operation({
  ...now,
  id: 'registrySyncSearch',
  zh: '社会登记查询(同步)',
  en: 'search, answered at once',
});
const subscribe = operation({
  ...later,
  id: 'registrySubscribe',
  zh: '订阅名单变动(回调 on-subscribe,变动发往 notify)',
  en: 'subscribe to changes of lists; they come to the caller’s notify',
});
const unsubscribe = operation({
  ...later,
  id: 'registryUnsubscribe',
  zh: '取消订阅(回调 on-unsubscribe)',
  en: 'end subscriptions',
});
const status = operation({
  ...later,
  id: 'registryStatus',
  zh: '查询异步请求的状态(回调 txn/on-status)',
  en: 'what became of an asynchronous request; the answer comes to the caller’s txn/on-status',
});
const syncStatus = operation({
  ...now,
  id: 'registrySyncStatus',
  zh: '查询异步请求的状态(同步)',
  en: 'what became of an asynchronous request, answered at once',
});
const keys = operation({
  id: 'registryKeys',
  zh: '验签公钥',
  en: 'the key that verifies the hub’s messages',
  tag: 'registry',
  refusals: refusalsOf('none'),
  replies: {
    200: {
      about: 'a JSON Web Key Set (RFC 7517)',
      schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
    },
  },
});
