import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { stages } from '../../domain/stay.ts';
import { laterVersions } from '../../policies/engine/version-changes.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { codeId } from '../http/words.ts';

const params = z.object({ id: codeId });
type Params = z.infer<typeof params>;
const query = z.strictObject(pageQuery);
type Query = z.infer<typeof query>;

/** A new version never reaches back: an open stay keeps the one that was in force on its admission day. This says which do. */
export function affectedStayRoutes(server: FastifyInstance, { stays, schemes, clock }: ApiDeps): void {
  server.get<{ Params: Params; Querystring: Query }>('/v1/schemes/:id/stays', list, async (request) => {
    const { id } = request.params;
    const { limit, cursor } = request.query;
    if (schemes.versions(id).length === 0) throw new HubProblem('scheme-unknown');
    const today = schemes.version(id, clock.today());
    const inForce = today.kind === 'in-force' ? today.scheme.version : null;
    const after = readCursor(cursor, cursorShape);
    const found = await stays.pinnedStays({
      ...{ scheme: id, limit: limit + 1 },
      ...(after === undefined ? {} : { after }),
    });
    const { items, next } = pageOf(found, limit, ({ caseRef }) => caseRef);
    const marked = items.map((stay) => ({ ...stay, superseded: stay.version !== inForce }));
    const oldest = items.map(({ version }) => version).toSorted()[0];
    const changes = oldest === undefined ? [] : laterVersions(schemes, { scheme: id, version: oldest });
    return { inForce, changes, stays: marked, next };
  });
}

const cursorShape = z.custom<CaseRef>((value) => typeof value === 'string' && isCaseRef(value));

const list = operation({
  id: 'listPinnedStays',
  zh: '未办结病例所适用的方案版本',
  en: 'open stays of a scheme with the version that is pinned in them',
  tag: 'schemes',
  params,
  query,
  replies: {
    200: {
      about: 'a page',
      schema: z.object({
        inForce: z.string().nullable().meta({ description: 'the version in force today' }),
        changes: z
          .array(z.object({ version: z.string(), changed: z.array(z.string()) }))
          .meta({ description: 'versions after the oldest of this page, with the rules that each changed' }),
        stays: z.array(
          z.object({
            caseRef: z.string(),
            stage: z.enum(stages),
            version: z.string(),
            superseded: z.boolean().meta({ description: 'a later version is in force today' }),
          }),
        ),
        next: z.string().nullable(),
      }),
    },
  },
  problems: ['scheme-unknown', 'request-invalid'],
});
