import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { certificateOf } from '../../domain/certificate.ts';
import { entryOf } from '../../domain/entry.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { type ListParams, listParams, ownList } from './versions.ts';

const query = z.strictObject(pageQuery);

const misspelt = z
  .object({
    conflictId: z.int(),
    idNumber: z.string(),
    listed: z.string().nullable().meta({ description: 'as the list spells it; null: it does so no more' }),
    agreed: z.string().meta({ description: 'as a hospital window and the insurer both say it' }),
    at: z.string(),
  })
  .meta({ id: 'MisspeltName' });

/** Names that a list spells otherwise than window and insurer: for its own agency to put right, and nobody else. Each look is audited. */
export function misspeltNameRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: ListParams; Querystring: z.infer<typeof query> }>(
    '/v1/lists/:listId/misspelt-names',
    list,
    async (request) => {
      const { listId } = await ownList(deps, request);
      const { limit, cursor } = request.query;
      const after = readCursor(cursor, z.int());
      const page = { listId, limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const { items, next } = pageOf(
        await deps.lists.conflicts.misspeltNames(page),
        limit,
        ({ conflictId }) => conflictId,
      );
      const actor = actorOf(callerOfRoute(request));
      const at = deps.clock.now();
      await deps.audit.appendAudit({ actor, action: 'names-shown', subject: listId, reason: null, at });
      const names = await Promise.all(
        items.map(async ({ conflictId, personRef, at: since }) => {
          const person = await deps.people.open(personRef);
          const { name: agreed, saidBy = {} } = person;
          const { number: idNumber } = certificateOf(person);
          return { conflictId, idNumber, listed: entryOf(saidBy, listId) ?? null, agreed, at: since };
        }),
      );
      return { names, next };
    },
  );
}

const list = operation({
  id: 'listMisspeltNames',
  zh: '名单姓名与窗口、医保一致认定的姓名不符',
  en: 'names that the list spells otherwise than window and insurer, oldest first',
  tag: 'agencies',
  params: listParams,
  query,
  replies: {
    200: { about: 'a page', schema: z.object({ names: z.array(misspelt), next: z.string().nullable() }) },
  },
  problems: ['list-unknown', 'request-invalid'],
});
