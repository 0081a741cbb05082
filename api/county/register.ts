import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId, ListId } from '../../domain/ids.ts';
import { agencyInId, listAgencies } from '../../domain/list.ts';
import { machineActor } from '../../domain/roles.ts';
import { categoryCodes } from '../../policies/codes/codes.ts';
import type { AuditEntry } from '../../store/audit/entry.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { codeId, day, division, nameOf } from '../http/words.ts';

const params = z.object({ id: codeId });
type Params = z.infer<typeof params>;
const listParams = z.object({ listId: codeId });
type ListParams = z.infer<typeof listParams>;
const name = nameOf(200);

const institutionBody = z
  .strictObject({
    name,
    division,
    level: z.literal([1, 2, 3]),
    kind: z.enum(['public', 'private']),
    type: z.enum(['hospital', 'township', 'community']),
    settlesInstantly: z
      .boolean()
      .default(false)
      .meta({ description: 'its payers settle each claim at once (即时结算), whatever the calendar says' }),
    designatedFrom: day.nullable(),
    designatedUntil: day.nullable().default(null).meta({ description: 'the first day without designation' }),
  })
  .refine(
    ({ designatedFrom: from, designatedUntil: until }) => from === null || until === null || from < until,
    { ...coded('days-reversed'), path: ['designatedUntil'] },
  )
  .meta({ id: 'Institution' });
type InstitutionBody = z.infer<typeof institutionBody>;

const token = bearerCredential().optional().meta({
  description: "credential of the organisation's own system (the actor `machine`)",
});
const partyBody = z
  .discriminatedUnion('role', [
    z.strictObject({ role: z.literal('hospital'), name, institution: codeId, token }),
    z.strictObject({ role: z.enum(['agency', 'payer', 'operator']), name, token }),
  ])
  .meta({ id: 'Party' });
type PartyBody = z.infer<typeof partyBody>;

const listBody = z
  .strictObject({
    party: codeId.meta({ description: 'the agency that sends it' }),
    agency: z.enum(listAgencies).optional().meta({
      description:
        'which kind of agency keeps it; left out, the id must end with -civil-affairs or -rural-revitalization',
    }),
    division,
    categories: z.array(z.enum(categoryCodes)).min(1),
    shrinkLimitPermille: z.int().min(0).max(1000),
    ageLimitDays: z.int().min(1).max(3650),
  })
  .meta({ id: 'ListSettings' });
type ListBody = z.infer<typeof listBody>;

const registration = z.object({ id: z.string() });

/** Who takes part in the county: written by its operator, audited, the same again changes nothing. */
export function registerRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const noted = (request: FastifyRequest, action: AuditAction, subject: string): AuditEntry => {
    const actor = actorOf(callerOfRoute(request));
    return { actor, action, subject, reason: null, at: deps.clock.now() };
  };
  const registered = async (id: string) => {
    await deps.audit.appendOwed();
    return { id };
  };
  server.put<{ Params: Params; Body: InstitutionBody }>(
    '/v1/institutions/:id',
    putInstitution,
    async (request) => {
      const institution = request.params.id as InstitutionId;
      const by = noted(request as FastifyRequest, 'register-institution', institution);
      await deps.parties.putInstitution({ ...request.body, institution }, by);
      return registered(institution);
    },
  );
  server.put<{ Params: Params; Body: PartyBody }>('/v1/parties/:id', putParty, async (request) => {
    const { id } = request.params;
    const by = noted(request as FastifyRequest, 'register-party', id);
    await registerParty(deps, { ...callerOfRoute(request as FastifyRequest), by }, id, request.body);
    return registered(id);
  });
  server.put<{ Params: ListParams; Body: ListBody }>('/v1/lists/:listId', putList, async (request) => {
    const { listId } = request.params;
    const by = noted(request as FastifyRequest, 'register-list', listId);
    await registerList(deps, listId as ListId, { body: request.body, by });
    return registered(listId);
  });
}

async function registerParty(
  { parties }: ApiDeps,
  { role: caller, by }: Caller & { readonly by: AuditEntry },
  party: string,
  body: PartyBody,
): Promise<void> {
  const { role, name, token: secret } = body;
  // Offices of the county see everything: only who gives credentials lets one in, and its people come one by one. A credential
  // comes from nobody else either: whoever made it for another organisation could act as a second person against themselves.
  const mayRegister = role === 'operator' ? caller !== 'operator' : caller !== null;
  const mayGive = secret === undefined || (caller === 'security' && role !== 'operator');
  if (!mayRegister || !mayGive) throw new HubProblem('not-allowed');
  const institution = role === 'hospital' ? (body.institution as InstitutionId) : null;
  if (institution !== null && (await parties.institution(institution)) === undefined)
    throw new HubProblem('institution-unknown', { errors: [fieldError('/institution', 'field-value')] });
  const known = await parties.party(party);
  if (known !== undefined && known.role !== role)
    throw new HubProblem('request-invalid', { errors: [fieldError('/role', 'field-value')] });
  await parties.putParty({ party, role, name, institution }, by);
  if (secret !== undefined) await registerCredential(parties, { party, actor: machineActor }, secret);
}

/** Throws HubProblem `credential-taken`, `request-invalid` for a revoked one. */
export async function registerCredential(
  parties: ApiDeps['parties'],
  { party, actor }: { readonly party: string; readonly actor: string },
  token: string,
): Promise<void> {
  const entered = await parties.putCredential(party, token, actor);
  if (entered === 'taken') throw new HubProblem('credential-taken');
  if (entered === 'revoked')
    throw new HubProblem('request-invalid', { errors: [fieldError('/token', 'credential-revoked')] });
}

async function registerList(
  { parties }: ApiDeps,
  listId: ListId,
  { body, by }: { readonly body: ListBody; readonly by: AuditEntry },
): Promise<void> {
  const agency = body.agency ?? agencyInId(listId);
  if (agency === null)
    throw new HubProblem('request-invalid', { errors: [fieldError('/agency', 'field-missing')] });
  try {
    await parties.putList({ ...body, agency, listId }, by);
  } catch (error) {
    if (!isForeignKey(error)) throw error;
    throw new HubProblem('request-invalid', { errors: [fieldError('/party', 'field-value')], cause: error });
  }
}

/** What a caller proves itself with. */
export function bearerCredential() {
  return z
    .string()
    .regex(/^[\x21-\x7e]{32,256}$/)
    .meta({ description: 'bearer credential, at least 128 random bits; only its SHA-256 is kept' });
}

/** True when a row names another one that is not there. */
export function isForeignKey(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === '23503';
}

const common = { tag: 'county' } as const;
const replies = { 200: { about: 'registered', schema: registration } };

const putInstitution = operation({
  ...common,
  replies,
  params,
  id: 'putInstitution',
  zh: '登记医疗机构',
  en: 'register an institution',
  body: institutionBody,
});
const putParty = operation({
  ...common,
  replies,
  params,
  id: 'putParty',
  zh: '登记参与方(单位)及其系统的凭证',
  en: 'register an organisation and the credential of its own system',
  body: partyBody,
  problems: ['institution-unknown', 'credential-taken'],
});
const putList = operation({
  ...common,
  replies,
  params: listParams,
  id: 'putList',
  zh: '登记名单',
  en: 'register a list of an agency',
  body: listBody,
});
