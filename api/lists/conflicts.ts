import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';

const query = z.strictObject(pageQuery);
const params = z.object({ conflictId: z.coerce.number().int().min(1) });
const body = z.strictObject({
  resolution: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ description: 'who was right, and how it was found out' }),
});

const conflict = z
  .object({
    conflictId: z.int(),
    kind: z.enum(['insurer-label', 'agencies', 'name']),
    detail: z.record(z.string(), z.array(z.string())).meta({
      description:
        'categories by who says them, an empty row: names none; of a name: the lists that spell it otherwise, and who agrees',
    }),
    caseRef: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'ListConflict' });

/** Offices that do not agree about a person: seen by the operator, settled with a word. */
export function listConflictRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { conflicts } = deps.lists;
  server.get<{ Querystring: z.infer<typeof query> }>('/v1/list-conflicts', list, async (request) => {
    const { limit, cursor } = request.query;
    const after = readCursor(cursor, z.int());
    const found = await conflicts.openConflicts({
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const { items, next } = pageOf(found, limit, ({ conflictId }) => conflictId);
    return { conflicts: items, next };
  });
  server.post<{ Params: z.infer<typeof params>; Body: z.infer<typeof body> }>(
    '/v1/list-conflicts/:conflictId/resolution',
    resolve,
    async (request) => {
      const { conflictId } = request.params;
      const party = actorOf(callerOfRoute(request));
      const at = deps.clock.now();
      const { resolution } = request.body;
      await conflicts.resolveConflict(conflictId, { by: party, resolution, at });
      deps.nudge('stays');
      return { conflictId, resolvedAt: at };
    },
  );
}

const list = operation({
  id: 'listConflicts',
  zh: '名单与医保标识、名单之间的不一致',
  en: 'offices that do not agree about a person, oldest first',
  tag: 'operators',
  query,
  replies: {
    200: { about: 'a page', schema: z.object({ conflicts: z.array(conflict), next: z.string().nullable() }) },
  },
  problems: ['request-invalid'],
});

const resolve = operation({
  id: 'resolveListConflict',
  zh: '登记核实结果',
  en: 'what a person found out about it',
  tag: 'operators',
  params,
  body,
  replies: { 200: { about: 'recorded', schema: z.object({ conflictId: z.int(), resolvedAt: z.string() }) } },
  problems: ['list-conflict-unknown'],
});
