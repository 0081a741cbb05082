import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { instant } from '../../domain/dates.ts';
import type { Waiting } from '../../store/stays/waiting.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { attentionOf, stayAttentionOf } from './stay-view.ts';
import { attentionPage } from './views.ts';

const query = z.strictObject({
  ...pageQuery,
  overdue: z.literal('true').optional().meta({ description: 'only what is beyond its due day' }),
});

/** Stays and lists that wait for somebody, longest first. */
export function attentionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Querystring: z.infer<typeof query> }>('/v1/attention', list, async (request) => {
    const { limit, cursor, overdue } = request.query;
    const after = readCursor(cursor, cursorShape);
    const found = await deps.waiting.page({
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
      ...(overdue === undefined ? {} : { overdueAt: deps.clock.now() }),
    });
    const { items, next } = pageOf(found, limit, (one) => one.cursor);
    return { attention: items.map(({ item }) => shownOf(deps, item)), next };
  });
}

function shownOf(deps: ApiDeps, item: Waiting): ViewOf<typeof attentionPage>['attention'][number] {
  if (item.kind !== 'stay') return { ...item, ...attentionOf(item) };
  const { stay, ...waits } = item;
  return { ...waits, ...stayAttentionOf(deps, waits, stay) };
}

const cursorShape = z.strictObject({
  since: z.string().transform(instant),
  subject: z.string().regex(/^[\w./-]{1,200}$/),
  step: z.string().regex(/^[\w./-]{1,200}$/),
});

const list = operation({
  id: 'listAttention',
  zh: '需要处理的病例与名单',
  en: 'stays and lists that wait: for whom, since when, what to do',
  tag: 'operators',
  query,
  replies: { 200: { about: 'a page, longest waiting first', schema: attentionPage } },
  problems: ['request-invalid'],
});
