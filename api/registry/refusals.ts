import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Problem, problemOf } from '../../domain/problem.ts';
import type { RegistryCallback } from '../../store/registry/tables.ts';
import type { ApiDeps } from '../deps.ts';
import { problemBehind } from '../http/problem.ts';
import { acknowledgement, headerOf, refuse, signedAnswer } from './answers.ts';

/** The standard's form for 401, 403 and 500, and for paths that take no message. */
export const httpErrors = z
  .object({ errors: z.array(z.object({ code: z.string(), message: z.string() })) })
  .meta({
    id: 'RegistryHttpErrors',
    description: '`code` is the standard’s, `message` begins with the hub’s own code (docs/FAILURES.md)',
  });

/** What a path answers with: at once, by its action; later, after an acknowledgement; or no message at all. */
type Form = RegistryCallback | 'later' | 'none';

/** The standard's form of a refusal of such a path, for the documentation. */
export function refusalsOf(form: Form): (status: number) => z.ZodType {
  return (status) => {
    if (form === 'none' || bare.has(status)) return httpErrors;
    return form === 'later' ? acknowledgement : signedAnswer;
  };
}

const bare: ReadonlySet<number> = new Set([401, 403, 500]);
/** The most characters that the standard lets a text have. */
const longest = 999;

/** Whatever the paths below the standard's base refuse, they refuse in the standard's form, with the hub's own code in front of the text. */
export function refuseInItsForm(
  server: FastifyInstance,
  deps: Pick<ApiDeps, 'clock' | 'registry'>,
  base: string,
): void {
  server.setErrorHandler((error: Error, request, reply) => {
    const problem = problemBehind(error, request, reply);
    const body = JSON.stringify(refusal(deps, problem, { request, base }));
    return reply.status(problem.status).type('application/json').send(body);
  });
  server.setNotFoundHandler((request, reply) => {
    const body = JSON.stringify(refusal(deps, problemOf('route-unknown'), { request, base }));
    return reply.status(404).type('application/json').send(body);
  });
}

function refusal(
  deps: Pick<ApiDeps, 'clock' | 'registry'>,
  problem: Problem,
  { request, base }: { readonly request: FastifyRequest; readonly base: string },
) {
  const form = formOf(request, base);
  const error = { code: standardCode(problem), message: textOf(problem) };
  if (form === 'none' || bare.has(problem.status)) return { errors: [error] };
  if (form === 'later') return refuse(deps, error.code, error.message);
  const about = { party: request.caller?.party, action: form, messageId: randomUUID() };
  const header = {
    ...headerOf(deps, about, { total: 0, completed: 0 }),
    ...{ status: 'rjct', status_reason_message: error.message },
  };
  return { signature: deps.registry.signer.sign({ header, message: undefined }), header };
}

function formOf({ method, routeOptions }: FastifyRequest, base: string): Form {
  if (method !== 'POST') return 'none';
  switch (routeOptions.url?.slice(base.length)) {
    case '/registry/sync/search':
      return 'on-search';
    case '/registry/sync/txn/status':
      return 'txn-on-status';
    case '/registry/search':
    case '/registry/subscribe':
    case '/registry/unsubscribe':
    case '/registry/txn/status':
      return 'later';
    default:
      return 'none';
  }
}

/** The code of the standard's list that comes nearest. */
export function standardCode({ code, status, detail }: Problem): string {
  // Where the message itself was at fault, the detail begins with the standard's own code.
  if (code === 'registry-message-refused') return detail?.split(':')[0] ?? 'err.request.forbidden';
  switch (status) {
    case 401:
      return 'err.request.unauthorized';
    case 403:
      return 'err.request.forbidden';
    case 404:
      return 'err.request.not_found';
    case 408:
      return 'err.request.timeout';
    case 429:
      return 'err.request.too_many_requests';
    default:
      return status >= 500 ? 'err.service.unavailable' : 'err.request.bad';
  }
}

/** Our code, what is wrong, where, and what to do; never longer than the standard allows. */
export function textOf({ code, title, titleEn, detail, errors = [], todo, errorId }: Problem): string {
  const parts = [
    `${code}: ${title} · ${titleEn}`,
    ...(detail === undefined ? [] : [detail]),
    ...errors.map(({ path, zh, en }) => `${path} ${zh} · ${en}`),
    `${todo.zh} · ${todo.en}`,
    ...(errorId === undefined ? [] : [errorId]),
  ];
  return [...parts.join('; ')].slice(0, longest).join('');
}
