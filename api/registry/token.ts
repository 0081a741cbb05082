import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { access } from '../http/access.ts';
import { accessTokenSeconds } from '../http/access-tokens.ts';
import { digestOf } from '../http/digest.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { problemBehind } from '../http/problem.ts';
import { standardCode, textOf } from './refusals.ts';

const text = z.string().min(1).max(512);
const body = z
  .looseObject({
    grant_type: z.literal('client_credentials', coded('field-value')),
    client_id: text.optional().meta({ description: 'the party’s own id, as in `sender_id`' }),
    client_secret: text
      .optional()
      .meta({ description: 'its credential; both may come as HTTP Basic instead' }),
    scope: z.string().optional().meta({ description: 'not needed: a credential may do what its party may' }),
  })
  .meta({ id: 'RegistryTokenRequest' });
type Body = { Body: z.infer<typeof body> };
type Registered = Pick<ApiDeps, 'accessTokens'>;

/** The standard's token endpoint (RFC 6749, client credentials): for clients that want a token before they ask anything. */
export function tokenRoutes(server: FastifyInstance, { accessTokens }: Registered, path: string): void {
  server.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: FastifyRequest, form: string | Buffer) => formOf(String(form)),
    );
    scope.setErrorHandler((error: Error, request, reply) => {
      const problem = inOwnWords(problemBehind(error, request, reply));
      if (problem.status === 401) void reply.header('www-authenticate', 'Basic realm="registry"');
      const said = JSON.stringify(refusalOf(problem));
      return reply.status(problem.status).headers(unkept).type('application/json').send(said);
    });
    scope.post<Body>(path, token, async (request, reply) => {
      const { id, secret } = clientOf(request as FastifyRequest<Body>);
      const bearer = await scope.bearerOf(request.ip, secret);
      if (bearer === undefined || ![bearer.party, `${bearer.party}/${bearer.actor}`].includes(id))
        throw new HubProblem('credential-missing');
      const may: readonly string[] = access.registrySearch.roles;
      if (!may.includes(bearer.role)) throw new HubProblem('not-allowed');
      void reply.headers(unkept);
      const access_token = accessTokens.issue(digestOf(secret));
      // The standard has the number as text.
      return { access_token, token_type: 'Bearer', expires_in: String(accessTokenSeconds) };
    });
  });
}

const unkept = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** A form, each of whose names stands once. Throws HubProblem. */
function formOf(form: string): Readonly<Record<string, string>> {
  const pairs = [...new URLSearchParams(form)];
  const names = pairs.map(([name]) => name);
  if (new Set(names).size < names.length) throw invalid(fieldError('', 'field-repeated'));
  return Object.fromEntries(pairs);
}

const basicForm = /^Basic ([\w+/]+={0,2})$/i;

/** Id and secret, from HTTP Basic or from the form; not from both. Throws HubProblem. */
function clientOf({ body: form, headers }: FastifyRequest<Body>): {
  readonly id: string;
  readonly secret: string;
} {
  const { client_id: id, client_secret: secret } = form;
  const [, pair] = basicForm.exec(headers.authorization ?? '') ?? [];
  if (pair === undefined) {
    if (id === undefined) throw invalid(fieldError('/client_id', 'field-missing'));
    if (secret === undefined) throw invalid(fieldError('/client_secret', 'field-missing'));
    return { id, secret };
  }
  if (secret !== undefined) throw invalid(fieldError('/client_secret', 'field-unknown'));
  const [name = '', ...rest] = Buffer.from(pair, 'base64').toString('utf8').split(':');
  try {
    return { id: decodeURIComponent(name), secret: decodeURIComponent(rest.join(':')) };
  } catch {
    throw new HubProblem('credential-missing');
  }
}

function invalid(error: FieldError): HubProblem {
  return new HubProblem('token-request-invalid', { errors: [error] });
}

/** What the form's own check found is a bad request here, as RFC 6749 has it. */
function inOwnWords(problem: Problem): Problem {
  return problem.code === 'request-invalid'
    ? problemOf('token-request-invalid', { errors: problem.errors ?? [] })
    : problem;
}

/** The refusal of RFC 6749, whose text is plain English, and that of the standard beside it. */
function refusalOf(problem: Problem) {
  const { code, titleEn, todo } = problem;
  return {
    error: errorOf(problem),
    error_description: `${code}: ${titleEn}; ${todo.en}`.replace(/[^ !#-[\]-~]/g, "'"),
    errors: [{ code: standardCode(problem), message: textOf(problem) }],
  };
}

function errorOf({ code, status, errors = [] }: Problem): string {
  if (errors.some(({ path, code: fault }) => path === '/grant_type' && fault === 'field-value'))
    return 'unsupported_grant_type';
  if (status === 401) return 'invalid_client';
  if (code === 'not-allowed') return 'unauthorized_client';
  return status === 429 || status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
}

const refusal = z
  .object({
    ...{ error: z.string(), error_description: z.string() },
    errors: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'RegistryTokenRefusal' });

const token = operation({
  id: 'registryToken',
  zh: '换取访问令牌(OAuth 2.0 客户端凭证)',
  en: 'an access token for a credential, for clients that want one (OAuth 2.0, client credentials)',
  tag: 'registry',
  consumes: 'application/x-www-form-urlencoded',
  body,
  refusals: () => refusal,
  replies: {
    200: {
      about: 'good for an hour, below /dci only, and no longer than its credential',
      schema: z
        .object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.string() })
        .meta({ id: 'RegistryToken' }),
    },
  },
  problems: ['credential-missing', 'not-allowed', 'token-request-invalid'],
});
