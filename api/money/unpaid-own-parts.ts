import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { daysBetween } from '../../domain/dates.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';

/** How many are shown at once, longest first. */
const shownAtOnce = 500;

/** Who left without paying the own part: a work list, and by itself no malicious arrears. */
export function unpaidOwnPartRoutes(server: FastifyInstance, { stays, clock }: ApiDeps): void {
  server.get('/v1/unpaid-own-parts', unpaid, async (request) => {
    const caller = callerOfRoute(request);
    const own = caller.of === 'hospital' ? { institution: caller.institution } : {};
    const found = await stays.unpaidOwnParts({ ...own, limit: shownAtOnce });
    const today = clock.today();
    return {
      ownParts: found.map((one) => ({ ...one, daysSince: daysBetween(one.dischargedOn, today) })),
    };
  });
}

const unpaid = operation({
  id: 'listUnpaidOwnParts',
  zh: '出院未结清自付部分的病例(待催缴,本身不属恶意)',
  en: 'stays whose patient left without paying the own part; by itself not malicious',
  tag: 'operators',
  replies: {
    200: {
      about: 'longest first; what a plan of instalments defers is not in it',
      schema: z.object({
        ownParts: z.array(
          z
            .object({
              ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string() },
              dischargedOn: z.string().meta({ format: 'date' }),
              daysSince: z.int().meta({ description: 'since the discharge' }),
              dueFen: z.int().meta({ description: 'fen' }),
              hardship: z.boolean().meta({ description: 'the township confirmed hardship' }),
              ...{ died: z.boolean(), inArrears: z.boolean() },
            })
            .meta({ id: 'UnpaidOwnPart' }),
        ),
      }),
    },
  },
});
