import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IdentityDoubt } from '../../domain/identity-doubt.ts';
import { nearName } from '../../domain/person-name.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownStay } from './stay-view.ts';

/** The name of a stay, for the window that gave it and nobody else. Each look is audited. */
export function identityRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/identity', identity, async (request) => {
    const { caseRef } = await ownStay(deps.stays, request.caller, request.params.caseRef);
    const [given, found] = await Promise.all([
      deps.stays.givenName(caseRef),
      deps.stays.stayWithCover(caseRef),
    ]);
    const cover = found?.cover ?? null;
    const actor = actorOf(callerOfRoute(request));
    const at = deps.clock.now();
    await deps.audit.appendAudit({ actor, action: 'identity-shown', subject: caseRef, reason: null, at });
    const doubt = cover?.doubt ?? null;
    return {
      ...{ caseRef, given, asked: cover !== null },
      doubt: doubt && doubtView(given, doubt),
    };
  });
}

/** A spelling that may be a slip of the window's own is shown. One that is altogether different is somebody else's name, and who typed a wrong number is not told whose it is. */
function doubtView(given: string | null, { insurer, others, relative }: IdentityDoubt) {
  const shown = (name: string): string | null => (given !== null && nearName(given, name) ? name : null);
  return { insurer, relative, others: others.map(({ by, name }) => ({ by, name: shown(name) })) };
}

const identity = operation({
  id: 'getIdentity',
  zh: '窗口录入的姓名,及与名单、医保不一致之处',
  en: 'the name that the window gave, and who spells it otherwise',
  tag: 'stays',
  params: caseParams,
  replies: {
    200: {
      about: 'as it stands now',
      schema: z
        .object({
          caseRef: z.string(),
          given: z.string().nullable().meta({ description: 'null: not kept by version 0.1.0' }),
          asked: z.boolean().meta({ description: 'false: lists and insurer have not answered yet' }),
          doubt: z
            .object({
              insurer: z.enum(['same-name', 'other-name', 'no-name', 'person-unknown']),
              relative: z.boolean().meta({
                description:
                  "somebody of the number's household has the given name: perhaps a relative's number",
              }),
              others: z.array(
                z.object({
                  by: z.string().meta({
                    description: 'a list by its id, medical-insurance, or window: of an earlier stay',
                  }),
                  name: z.string().nullable().meta({
                    description: 'their spelling; null: it is somebody else’s name, not a slip of this one',
                  }),
                }),
              ),
            })
            .nullable()
            .meta({ description: 'null: nothing is in doubt' }),
        })
        .meta({ id: 'StayIdentity' }),
    },
  },
  problems: ['case-unknown'],
});
