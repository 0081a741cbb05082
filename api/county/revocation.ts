import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { digestOf } from '../http/digest.ts';
import { operation } from '../http/operation.ts';
import { codeId } from '../http/words.ts';
import { bearerCredential } from './register.ts';

const params = z.object({ id: codeId });

const reason = z
  .enum(['leaked', 'replaced', 'left'])
  .meta({ description: 'why; stands in the audit trail', example: 'leaked' });
const body = z
  .union([
    z
      .strictObject({
        all: z.literal(true),
        actor: codeId.optional().meta({ description: 'only those of this person or machine' }),
        reason,
      })
      .meta({ id: 'RevokeAll' }),
    z.strictObject({ token: bearerCredential(), reason }).meta({ id: 'RevokeOne' }),
  ])
  .meta({ id: 'Revocation' });

const revoked = z.object({
  id: z.string(),
  revoked: z
    .int()
    .meta({ description: 'credentials that ended by this request; 0 when they had ended before' }),
  left: z.int().meta({
    description: 'credentials of this organisation, or of the actor that was named, that still work',
  }),
});

/** Ends credentials. Nothing is cached, so every copy of the api refuses them from the next request on; they never come back. */
export function revocationRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: z.infer<typeof params>; Body: z.infer<typeof body> }>(
    '/v1/parties/:id/revocations',
    revoke,
    async (request) => {
      const { id: party } = request.params;
      const { body: what } = request;
      const at = deps.clock.now();
      const [token, actor] = 'all' in what ? [null, what.actor ?? null] : [what.token, null];
      const whose = token === null ? actor : await deps.actors.actorOfCredential(party, digestOf(token));
      const by = {
        ...{
          actor: actorOf(callerOfRoute(request)),
          action: 'revoke-credential' as const,
          reason: what.reason,
          at,
        },
        subject: whose === null ? party : `${party}/${whose}`,
      };
      const ended = await deps.parties.revokeCredentials({ party, actor, token, at }, by);
      if (ended === null) throw new HubProblem('credential-unknown');
      await deps.audit.appendOwed();
      return { id: party, ...ended };
    },
  );
}

const revoke = operation({
  id: 'revokeCredential',
  zh: '吊销凭证',
  en: 'revoke one credential of a caller, or all of them',
  tag: 'county',
  params,
  body,
  replies: { 200: { about: 'revoked; the same again changes nothing', schema: revoked } },
  problems: ['credential-unknown'],
});
