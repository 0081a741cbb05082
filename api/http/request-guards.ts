import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { unstorableCharacter } from '../../domain/unseen-characters.ts';
import { fieldError, pointer } from './field-errors.ts';
import { readJsonBody } from './json-body.ts';

/** What holds for every route, whatever its own schema says. */
export function guardRequests(server: FastifyInstance): void {
  // No route takes plain text, which any web page may send without asking.
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJsonBody(Buffer.from(body)));
    } catch (error) {
      done(error as Error);
    }
  });
  server.addHook('onRequest', async (request) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new HubProblem('http-malformed');
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method) && isFromForeignPage(request))
      throw new HubProblem('origin-foreign');
  });
  server.addHook('preValidation', async ({ params, query }) => {
    const errors = [...unstorable(params), ...unstorable(query)];
    if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  });
}

/** True for a request that a browser sent for a page of another origin; programs send neither header. */
function isFromForeignPage({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (headers.origin === undefined) return false;
  return !URL.canParse(headers.origin) || new URL(headers.origin).host !== host;
}

/** Parts of an address that PostgreSQL would refuse as text. */
function unstorable(parts: unknown): readonly FieldError[] {
  return Object.entries(Object(parts)).flatMap(([name, value]) => {
    const found = unstorableCharacter(`${name}${String(value)}`);
    const path = pointer([unstorableCharacter(name) === undefined ? name : '']);
    return found === undefined ? [] : [{ ...fieldError(path, 'character-unstorable'), ...found }];
  });
}
