import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import { digestOf } from './digest.ts';
import type { Role } from './operation.ts';

/** Who calls. A hospital calls for one institution; the others for themselves. */
export type Caller =
  | { readonly role: 'hospital'; readonly party: string; readonly institution: InstitutionId }
  | { readonly role: Exclude<Role, 'hospital'>; readonly party: string };

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on routes that anyone may call. */
    caller: Caller | null;
  }
}

const bearerForm = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * Knows every caller by a bearer credential before the body is read. A revoked one is refused at once, for nothing is
 * cached. A route that does not say who may call it does not register: forgetting is not opening.
 */
export function authenticate(
  server: FastifyInstance,
  parties: Pick<PartyStore, 'bearer'>,
  operatorToken: string,
): void {
  const operatorDigest = digestOf(operatorToken);
  server.decorateRequest('caller', null);
  server.addHook('onRoute', (route) => {
    const ours = /^\/(v1|dci)(\/|$)/.test(route.url);
    invariant(!ours || route.config?.allow !== undefined, `${route.url} does not say who may call it`);
  });
  server.addHook('onRequest', async (request) => {
    const allow = request.routeOptions.config.allow;
    if (request.is404 || allow === undefined || allow === 'anyone') return;
    request.caller = await callerOf(request, parties, operatorDigest);
    if (!allow.includes(request.caller.role)) throw new HubProblem('not-allowed');
  });
}

/** The caller of a route that is not open. */
export function callerOfRoute(request: FastifyRequest): Caller {
  invariant(request.caller !== null, 'a closed route was reached without a caller');
  return request.caller;
}

async function callerOf(
  request: FastifyRequest,
  parties: Pick<PartyStore, 'bearer'>,
  operatorDigest: Buffer,
): Promise<Caller> {
  const [, token] = bearerForm.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new HubProblem('credential-missing');
  if (timingSafeEqual(digestOf(token), operatorDigest)) return { role: 'operator', party: 'operator' };
  const found = await parties.bearer(token);
  if (found === undefined) throw new HubProblem('credential-missing');
  if (found.role !== 'hospital') return { role: found.role, party: found.party };
  invariant(found.institution !== null, 'a hospital without an institution');
  return { role: 'hospital', party: found.party, institution: found.institution };
}
