import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { daysBetween } from '../../domain/dates.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownStay } from '../stays/stay-view.ts';

export const knownQuery = z.strictObject({
  known: z
    .enum(['then', 'today'])
    .default('today')
    .meta({ description: 'as known when the admission was taken, or as known today' }),
});

/** Whether the patient of a stay was listed on the admission day. Only for a stay of one's own: nobody looks people up by number. */
export function listedCategoryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams; Querystring: z.infer<typeof knownQuery> }>(
    '/v1/stays/:caseRef/listed-categories',
    read,
    async (request) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { personRef, admittedOn: on, acceptedAt } = stay;
      const then = request.query.known === 'then' ? { knownAt: acceptedAt } : {};
      const found = await deps.lists.memberships.categoriesOn({ personRef, on, ...then });
      // Who is on no list needs no list's age.
      const served = found.length === 0 ? [] : await deps.lists.memberships.freshness(then.knownAt);
      const limits = new Map(served.map((list) => [list.listId as string, list.ageLimitDays]));
      return {
        on,
        known: request.query.known,
        categories: found.map(({ code, since, listAsOf, listId }) => ({
          ...{ category: code, since, listId, listAsOf },
          stale: daysBetween(listAsOf, on) > (limits.get(listId) ?? 0),
        })),
      };
    },
  );
}

const read = operation({
  id: 'getListedCategories',
  zh: '入院当日是否在册(按当时或现在所知)',
  en: 'the categories under which the lists named the patient on the admission day',
  tag: 'stays',
  params: caseParams,
  query: knownQuery,
  replies: {
    200: {
      about: 'one line for each list and category; none: not listed',
      schema: z.object({
        on: z.string(),
        known: z.enum(['then', 'today']),
        categories: z.array(
          z.object({
            category: z.string(),
            since: z.string(),
            listId: z.string(),
            listAsOf: z.string(),
            stale: z.boolean().meta({ description: 'the list was older than it may be' }),
          }),
        ),
      }),
    },
  },
  problems: ['case-unknown', 'request-invalid'],
});
