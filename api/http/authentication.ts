import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { OrganisationKind, Role } from '../../domain/roles.ts';
import type { Bearer } from '../../store/register/bearers.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { Access } from './access.ts';
import type { AccessTokens } from './access-tokens.ts';
import { digestOf } from './digest.ts';
import type { Limits } from './limits.ts';

interface Acting {
  /** The organisation. */
  readonly party: string;
  /** Code of the person or machine within its organisation. */
  readonly actor: string;
  /** Null for the configured token, which may only set up who gives credentials. */
  readonly role: Role | null;
}

/** Who calls: an actor of an organisation. A hospital's calls for one institution; the others for themselves. */
export type Caller =
  | (Acting & { readonly of: 'hospital'; readonly institution: InstitutionId })
  | (Acting & { readonly of: Exclude<OrganisationKind, 'hospital'> });

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on routes that anyone may call. */
    caller: Caller | null;
  }
  interface FastifyInstance {
    /** Who bears a credential that came from an address, as strictly counted as any other try; undefined for nobody. */
    bearerOf: (address: string, credential: string) => Promise<Bearer | undefined>;
    /** Looks once more whether the caller may, after a long wait. Throws as at the first look. */
    callAgain: (request: FastifyRequest) => Promise<void>;
  }
}

/** What authentication stands on. */
export interface AuthenticationParts {
  readonly parties: Pick<PartyStore, 'bearer' | 'bearerOfDigest'>;
  readonly accessTokens: Pick<AccessTokens, 'credentialOf'>;
  /** The configured token. */
  readonly bootstrapToken: string;
  readonly limits: Limits;
}

const bearerForm = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * Knows every caller by a bearer credential before the body is read. A revoked one is refused within a second: what is known of
 * it is dropped with the revocation (store/register/kept-register.ts). A route that does not say who may call it does not
 * register: forgetting is not opening.
 */
export function authenticate(server: FastifyInstance, parts: AuthenticationParts): void {
  const { limits } = parts;
  const bootstrapDigest = digestOf(parts.bootstrapToken);
  server.decorateRequest('caller', null);
  server.decorate('bearerOf', (address: string, credential: string) =>
    lookUp(parts, { address, credential }, () => parts.parties.bearer(credential)),
  );
  server.addHook('onRoute', (route) => {
    const ours = /^\/(v1|dci)(\/|$)/.test(route.url);
    invariant(!ours || route.config?.access !== undefined, `${route.url} does not say who may call it`);
  });
  server.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access?.roles === 'anyone' || access === undefined || request.is404) {
      if (!unlimited.test(request.url)) await limits.countOpen(request.ip);
      return;
    }
    if (access.orLocal === true && isLocal(request)) return;
    request.caller = await callerOf(request, parts, bootstrapDigest);
    await limits.countActor(actorOf(request.caller));
    if (!mayCall(access, request.caller)) throw new HubProblem('not-allowed');
  });
  server.decorate('callAgain', async (request: FastifyRequest) => {
    const { access } = request.routeOptions.config;
    request.caller = await callerOf(request, parts, bootstrapDigest);
    if (access === undefined || !mayCall(access, request.caller)) throw new HubProblem('not-allowed');
  });
}

// A health check must not be turned away because somebody else at the address asks much.
const unlimited = /^\/health\/live(\?|$)/;

/** The caller of a route that is not open. */
export function callerOfRoute(request: FastifyRequest): Caller {
  invariant(request.caller !== null, 'a closed route was reached without a caller');
  return request.caller;
}

/** Who acted, as events, audit and whoever must be another person have it: organisation/actor, codes only. */
export function actorOf({ party, actor }: Pick<Caller, 'party' | 'actor'>): string {
  return `${party}/${actor}`;
}

/** True for the process's own machine, not for what a proxy on it passes on. */
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const direct = headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
  return direct && (address === '127.0.0.1' || address === '::1');
}

function mayCall({ roles, orBootstrap }: Access, { role }: Caller): boolean {
  if (role === null) return orBootstrap === true;
  return roles !== 'anyone' && roles.includes(role);
}

async function callerOf(
  request: FastifyRequest,
  parts: AuthenticationParts,
  bootstrapDigest: Buffer,
): Promise<Caller> {
  const [, token] = bearerForm.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new HubProblem('credential-missing');
  const { url = '' } = request.routeOptions;
  const found = await lookUp(parts, { address: request.ip, credential: token }, async (digest) => {
    if (timingSafeEqual(digest, bootstrapDigest)) return 'bootstrap';
    // Access tokens are of the registry's standard, and are taken on its paths only.
    const behind = url.startsWith('/dci/') ? parts.accessTokens.credentialOf(token) : undefined;
    return behind === undefined ? parts.parties.bearer(token) : parts.parties.bearerOfDigest(behind);
  });
  if (found === undefined) throw new HubProblem('credential-missing');
  if (found === 'bootstrap') return { of: 'operator', role: null, party: 'operator', actor: 'bootstrap' };
  const { of, role, party, actor, institution } = found;
  if (of !== 'hospital') return { of, role, party, actor };
  invariant(institution !== null, 'a hospital without an institution');
  return { of, role, party, actor, institution };
}

/** Looks up who is behind a credential, as often as the limits of its address let it. Throws HubProblem `rate-limited`. */
async function lookUp<Found>(
  { limits }: Pick<AuthenticationParts, 'limits'>,
  { address, credential }: { readonly address: string; readonly credential: string },
  find: (digest: Buffer) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  // What is compared and remembered is the token's own digest: the header around it has many spellings.
  const digest = digestOf(credential);
  const attempt = { address, credential: digest.toString('base64') };
  await limits.expectLookUp(attempt);
  const found = await find(digest);
  if (found === undefined) await limits.noteFailure(attempt);
  else if (found !== 'bootstrap') limits.noteSuccess(attempt);
  return found;
}
