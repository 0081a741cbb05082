import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { attentionCodes } from '../../domain/stay.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { operation } from '../http/operation.ts';
import { day } from '../http/words.ts';

const query = z.strictObject({
  day: day.optional().meta({ description: 'left out: the newest' }),
  organisation: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .optional()
    .meta({ description: 'an institution, a party, or operator' }),
});
type Query = z.infer<typeof query>;

/** What each organisation had to do on the morning of a day. */
export function digestRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Querystring: Query }>('/v1/digests', list, async (request) => {
    const { day, organisation } = request.query;
    return {
      digests: await deps.digests.of({
        ...(day === undefined ? {} : { day }),
        ...(organisation === undefined ? {} : { organisation }),
      }),
    };
  });
}

const list = operation({
  id: 'listDigests',
  zh: '各单位当日早间的待办日报',
  en: 'what each organisation had to do on the morning of a day',
  tag: 'operators',
  query,
  replies: {
    200: {
      about: 'one for each organisation with open work; none: not made on that day',
      schema: z.object({
        digests: z.array(
          z
            .object({
              day: z.string().meta({ format: 'date' }),
              organisation: z.string(),
              madeAt: instant,
              items: z.array(
                z.object({
                  subject: z
                    .string()
                    .meta({ description: 'a case ref, a list with its version, or a party' }),
                  step: z.string(),
                  code: z.enum(attentionCodes),
                  blockedOn: z.string().meta({ description: 'who must act' }),
                  ...{ since: instant, due: instant, overdue: z.boolean() },
                  commands: z.array(z.string()),
                }),
              ),
            })
            .meta({ id: 'Digest' }),
        ),
      }),
    },
  },
  problems: ['request-invalid'],
});
