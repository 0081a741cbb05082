import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { conditionStarts } from '../../domain/conditions.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { stages } from '../../domain/stay.ts';
import type { OpenConditionKey } from '../../store/stays/open-conditions.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { ofSeenHospital } from '../http/own-data.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { day } from '../http/words.ts';
import { actingRoles, conditionWords, mustAct } from './condition-views.ts';

const query = z.strictObject({
  ...pageQuery,
  kind: z.enum(conditionKindCodes).optional().meta({ description: 'only those that this record shows' }),
  overdue: z.literal('true').optional().meta({ description: 'only what is beyond its day' }),
});
type Query = z.infer<typeof query>;

/** What the schemes ask and nobody has recorded yet: a hospital sees its own, the health commission and the auditor all. No name is in it. */
export function openConditionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.get<{ Querystring: Query }>('/v1/conditions', list, async (request) => {
    const caller = callerOfRoute(request);
    const { limit, cursor, kind, overdue } = request.query;
    const after: OpenConditionKey | undefined = readCursor(cursor, key);
    const today = clock.today();
    const found = await stays.openConditions({
      ...ofSeenHospital(caller),
      ...(kind === undefined ? {} : { kind }),
      ...(overdue === undefined ? {} : { dueBefore: today }),
      ...(after === undefined ? {} : { after }),
      limit: limit + 1,
    });
    const { items, next } = pageOf(found, limit, ({ dueOn, caseRef, condition }) => ({
      ...{ dueOn, caseRef, condition },
    }));
    const conditions = items.map(({ kind: record, ...one }) => ({
      ...{ ...one, record, ...conditionWords(deps, one, { ...one, kind: record }) },
      ...{ mustAct: actingRoles(record), overdue: one.dueOn < today },
    }));
    return { conditions, next };
  });
}

const key = z.strictObject({
  dueOn: day,
  caseRef: z.custom<CaseRef>((value) => typeof value === 'string' && isCaseRef(value)),
  condition: z.string().max(100),
});

const list = operation({
  id: 'listConditions',
  zh: '方案要求而尚未办理的核实与手续',
  en: 'what the schemes ask of stays and nobody has recorded yet',
  tag: 'stays',
  query,
  replies: {
    200: {
      about: 'a page; what is due first comes first',
      schema: z.object({
        conditions: z.array(
          z
            .object({
              ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string() },
              ...{ scheme: z.string(), admittedOn: day, stage: z.enum(stages) },
              condition: z.string().meta({ description: 'its name in the scheme', example: 'second-check' }),
              record: z.enum(conditionKindCodes).meta({ description: 'the record that shows it' }),
              ...{ zh: z.string(), en: z.string(), article: z.string(), mustAct },
              ...{ dueFrom: z.enum(conditionStarts), dueOn: day, overdue: z.boolean() },
            })
            .meta({ id: 'OpenCondition' }),
        ),
        next: z.string().nullable().meta({ description: 'cursor of the next page' }),
      }),
    },
  },
  problems: ['request-invalid'],
});
