import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type Role, roleCodes, roles } from '../../domain/roles.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { codeId, nameOf } from '../http/words.ts';
import { bearerCredential, registerCredential } from './register.ts';

const partyParams = z.object({ id: codeId });
const actorParams = z.object({
  id: codeId,
  actor: codeId.meta({ description: 'code of the person or machine, never a name', example: 'desk-1' }),
});
type ActorParams = z.infer<typeof actorParams>;

const role = z.enum(roleCodes as [Role, ...Role[]]).meta({
  description: Object.entries(roles)
    .map(([code, { zh, en }]) => `${code}: ${zh} · ${en}`)
    .join('; '),
});
const name = nameOf(100);
const token = bearerCredential()
  .optional()
  .meta({ description: 'one more credential of this actor; those it has go on working' });
const actorBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('person'), role, name, token }),
    z.strictObject({ kind: z.literal('machine'), role, token }),
  ])
  .meta({ id: 'Actor' });
type ActorBody = z.infer<typeof actorBody>;

const actorView = z.object({
  actor: z.string(),
  role,
  kind: z.enum(['person', 'machine']),
  name: z.string().nullable(),
  credentials: z.int().meta({ description: 'how many of its credentials work' }),
});

/** People and machines who act for an organisation: given by whoever is in charge of credentials, audited. */
export function actorRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.put<{ Params: ActorParams; Body: ActorBody }>(
    '/v1/parties/:id/actors/:actor',
    putActor,
    async (request) => {
      const { id: party, actor } = request.params;
      const caller = callerOfRoute(request as FastifyRequest);
      await registerActor(deps, caller, { party, actor }, request.body);
      await deps.audit.appendOwed();
      return { id: party, actor };
    },
  );
  server.get<{ Params: z.infer<typeof partyParams> }>(
    '/v1/parties/:id/actors',
    listActors,
    async (request) => {
      if ((await deps.parties.party(request.params.id)) === undefined) throw new HubProblem('party-unknown');
      const actors = await deps.actors.actors(request.params.id);
      return { actors: actors.map(({ party: _, ...actor }) => actor) };
    },
  );
}

async function registerActor(
  { parties, actors, clock }: ApiDeps,
  caller: Caller,
  { party, actor }: { readonly party: string; readonly actor: string },
  body: ActorBody,
): Promise<void> {
  // The configured token lets in the first who gives credentials, and nobody else: one that leaks later opens nothing.
  if (caller.role === null && (body.role !== 'security' || (await actors.someoneGivesCredentials())))
    throw new HubProblem('not-allowed', { detail: 'the configured token lets in the first security person' });
  // Nobody gives powers to oneself.
  if (actorOf(caller) === actorOf({ party, actor })) throw new HubProblem('not-allowed');
  const organisation = await parties.party(party);
  if (organisation === undefined) throw new HubProblem('party-unknown');
  if (roles[body.role].of !== organisation.role)
    throw new HubProblem('request-invalid', { errors: [fieldError('/role', 'field-value')] });
  const named = body.kind === 'person' ? body.name : null;
  const by = {
    ...{ actor: actorOf(caller), action: 'register-actor' as const, subject: actorOf({ party, actor }) },
    ...{ reason: body.role, at: clock.now() },
  };
  await actors.putActor({ party, actor, role: body.role, kind: body.kind, name: named }, by);
  if (body.token !== undefined) await registerCredential(parties, { party, actor }, body.token);
}

const putActor = operation({
  id: 'putActor',
  zh: '登记经办人或系统及其凭证',
  en: 'register a person or machine that acts for an organisation, with one more credential if given',
  tag: 'county',
  params: actorParams,
  body: actorBody,
  replies: {
    200: { about: 'registered', schema: z.object({ id: z.string(), actor: z.string() }) },
  },
  problems: ['party-unknown', 'credential-taken'],
});
const listActors = operation({
  id: 'listActors',
  zh: '某单位的经办人与系统',
  en: 'who acts for an organisation, in which role, with how many credentials',
  tag: 'county',
  params: partyParams,
  replies: { 200: { about: 'all of them', schema: z.object({ actors: z.array(actorView) }) } },
  problems: ['party-unknown'],
});
