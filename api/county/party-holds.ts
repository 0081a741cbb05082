import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Instant, instant as instantOf, isInstant, millisOf } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { parties } from '../../domain/ids.ts';
import type { PartyHold } from '../../store/messages/party-holds.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { int4, line } from '../http/words.ts';

const moment = z
  .string()
  .refine(isInstant, coded('moment-invalid'))
  .transform(instantOf)
  .meta({ type: 'string', format: 'date-time', example: '2024-12-30T18:00:00+08:00' });
const body = z
  .strictObject({
    party: z.enum(parties),
    from: moment.optional().meta({ description: 'left out: from now on' }),
    until: moment.optional().meta({ description: 'left out: until somebody releases it' }),
    reason: line(200).meta({
      description: 'codes and words of the office, no personal data',
      example: '年终结账',
    }),
  })
  // Whoever plans ahead may be elsewhere when it ends.
  .refine(({ from, until }) => from === undefined || until !== undefined, {
    ...{ ...coded('field-missing'), path: ['until'] },
  })
  .meta({ id: 'PartyHoldEntry' });
type Body = z.infer<typeof body>;
const params = z.object({ holdId: z.coerce.number().pipe(int4) });

const holdView = z
  .object({
    holdId: z.int(),
    party: z.enum(parties),
    state: z.enum(['planned', 'held', 'letting-go']),
    from: instant,
    until: instant.nullable().meta({ description: 'null: until somebody releases it' }),
    reason: z.string(),
    heldBy: z.string(),
    releasedBy: z.string().nullable(),
    parked: z.int().meta({ description: 'calls that wait in line for this party' }),
  })
  .meta({ id: 'PartyHold' });

/** Parties that are asked nothing for a while, and their closures that are known beforehand. */
export function partyHoldRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { audit, clock, holds, nudge } = deps;
  server.get('/v1/party-holds', list, async () => ({
    holds: (await holds.standing()).map((hold) => viewOf(hold, clock.now())),
  }));
  server.post<{ Body: Body }>('/v1/party-holds', hold, async (request, reply) => {
    const at = clock.now();
    const { party, from, until, reason } = request.body;
    const heldFrom = from ?? at;
    if (until !== undefined && !isLater(until, heldFrom, at))
      throw new HubProblem('request-invalid', { errors: [fieldError('/until', 'moment-over')] });
    const by = actorOf(callerOfRoute(request));
    const entered = await holds.hold({ party, heldFrom, heldUntil: until ?? null, reason, by, at });
    await audit.appendOwed();
    return reply.status(201).send(viewOf({ ...entered, parked: 0 }, at));
  });
  server.post<{ Params: z.infer<typeof params> }>(
    '/v1/party-holds/:holdId/release',
    release,
    async (request) => {
      const at = clock.now();
      const by = actorOf(callerOfRoute(request));
      const released = await holds.release({ holdId: request.params.holdId, by, at });
      nudge('stays');
      await audit.appendOwed();
      const parked = (await holds.standing()).find(({ holdId }) => holdId === released.holdId)?.parked ?? 0;
      return viewOf({ ...released, parked }, at);
    },
  );
}

function isLater(until: Instant, from: Instant, now: Instant): boolean {
  return millisOf(until) > Math.max(millisOf(from), millisOf(now));
}

function viewOf(
  { heldFrom, heldUntil, lettingGoUntil, ...hold }: PartyHold & { readonly parked: number },
  now: Instant,
): z.infer<typeof holdView> {
  const { holdId, party, reason, heldBy, releasedBy, parked } = hold;
  const begun = millisOf(heldFrom) <= millisOf(now);
  const state = lettingGoUntil !== null ? 'letting-go' : begun ? 'held' : 'planned';
  return { holdId, party, state, from: heldFrom, until: heldUntil, reason, heldBy, releasedBy, parked };
}

const list = operation({
  id: 'listPartyHolds',
  zh: '已暂停与计划停办的外部单位',
  en: 'parties on hold, their planned closures, and how many calls wait for each',
  tag: 'operators',
  replies: { 200: { about: 'all that are not over', schema: z.object({ holds: z.array(holdView) }) } },
});

const hold = operation({
  id: 'holdParty',
  zh: '暂停向外部单位发送,或登记其计划停办',
  en: 'nothing is sent to a party from now on, or in a planned time; what is due for it waits in line, and no stay raises attention for it',
  tag: 'operators',
  body,
  replies: { 201: { about: 'on hold, or planned', schema: holdView } },
  problems: ['party-on-hold', 'request-invalid'],
});

const release = operation({
  id: 'releaseParty',
  zh: '解除暂停',
  en: 'what waits in line goes out, who waited longest first, one after the other',
  tag: 'operators',
  params,
  replies: { 200: { about: 'letting go', schema: holdView } },
  problems: ['hold-unknown', 'hold-over'],
});
