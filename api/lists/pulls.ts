import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type ListParams, listParams, ownList } from './versions.ts';

/** Fetching a list from its agency now, beside the nights. */
export function listPullRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { pulls } = deps.lists;
  server.post<{ Params: ListParams }>('/v1/lists/:listId/pulls', begin, async (request, reply) => {
    const { listId, agency } = await ownList(deps, request);
    if (agency === null) throw new HubProblem('list-unknown');
    await pulls.start(listId);
    return reply.status(202).send({ listId, state: await pulls.state(listId) });
  });
  server.get<{ Params: ListParams }>('/v1/lists/:listId/pulls/latest', latest, async (request) => {
    const { listId } = await ownList(deps, request);
    return { listId, state: await pulls.state(listId) };
  });
}

const pull = z.object({
  listId: z.string(),
  state: z.enum(['none', 'running', 'handed-over', 'same', 'failed']),
});
const shared = {
  tag: 'agencies',
  params: listParams,
  problems: ['list-unknown', 'workflows-unavailable'],
} as const;

const begin = operation({
  ...shared,
  id: 'pullList',
  zh: '立即从主管部门拉取名单',
  en: 'has the hub fetch the list from its agency now; a pull that runs already goes on',
  replies: { 202: { about: 'it is under way', schema: pull } },
});

const latest = operation({
  ...shared,
  id: 'latestPull',
  zh: '最近一次拉取的进度',
  en: 'how far the last pull is that was asked for: handed-over has become a version, same is what serves already, failed was given up',
  replies: { 200: { about: 'the last one that was asked for', schema: pull } },
});
