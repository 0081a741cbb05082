import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { instant } from '../../domain/dates.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { attentionOf } from './stay-view.ts';
import { attentionPage } from './views.ts';

const query = z.strictObject(pageQuery);

/** Stays that wait for somebody, longest first. */
export function attentionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Querystring: z.infer<typeof query> }>('/v1/attention', list, async (request) => {
    const { limit, cursor } = request.query;
    const after = readCursor(cursor, cursorShape);
    const found = await deps.stays.listAttention({
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const { items, next } = pageOf(found, limit, ({ since, caseRef, step }) => ({ since, caseRef, step }));
    return { attention: items.map(attentionOf), next };
  });
}

const cursorShape = z.strictObject({
  since: z.string().transform(instant),
  caseRef: z.custom<CaseRef>((value) => typeof value === 'string' && isCaseRef(value)),
  step: z.string(),
});

const list = operation({
  id: 'listAttention',
  zh: '需要处理的病例',
  en: 'stays that wait: for whom, since when, what to do',
  tag: 'operators',
  query,
  replies: { 200: { about: 'a page, longest waiting first', schema: attentionPage } },
  problems: ['request-invalid'],
});
