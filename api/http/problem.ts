import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestValidationError } from 'fastify-zod-openapi';
import { describedError } from '../../domain/described-error.ts';
import { type FailureCode, failures, HubProblem } from '../../domain/failures.ts';
import { type Problem, problemOf, thrownProblem } from '../../domain/problem.ts';
import { isRefusedValue, isStoreTrouble } from '../../store/postgres/database.ts';
import { fieldErrors } from './field-errors.ts';

/** Seconds after which trouble is worth another try. */
const retryAfterSeconds = 2;

/** Every answer that is not a success goes through here; nothing of the cause leaks. */
export function handleProblems(server: FastifyInstance): void {
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler((_request, reply) => send(reply, problemOf('route-unknown')));
}

/** Answers an error; also for what fastify refuses before it has found a route (its option `frameworkErrors`). */
export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return send(reply, problemBehind(error, request, reply));
}

/** The problem that an error is, for whoever answers it in another form; headers are set, what is ours is logged. */
export function problemBehind(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Problem {
  const problem = toProblem(error, request);
  if (failures[problem.code].kind === 'trouble' && !reply.hasHeader('retry-after'))
    void reply.header('retry-after', String(retryAfterOf(error)));
  if (problem.code === 'credential-missing') void reply.header('www-authenticate', 'Bearer');
  return problem;
}

function retryAfterOf(error: FastifyError | Error): number {
  return (error instanceof HubProblem ? error.retryAfterSeconds : undefined) ?? retryAfterSeconds;
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function toProblem(error: FastifyError | Error, request: FastifyRequest): Problem {
  if (error instanceof HubProblem) return thrownProblem(error);
  if (isStoreTrouble(error)) {
    request.log.warn({ failure: describedError(error) }, 'store trouble');
    return problemOf('store-unavailable');
  }
  const validation = 'validation' in error ? error.validation : undefined;
  if (validation !== undefined) return invalid(validation, request, error);
  const known = requestFailure(error);
  if (known !== undefined) return problemOf(known);
  const errorId = randomUUID();
  if (isRefusedValue(error)) {
    request.log.error(
      { errorId, failure: describedError(error) },
      'the store refuses a value that the door took',
    );
    return problemOf('store-refuses-value', { errorId });
  }
  request.log.error({ errorId, failure: describedError(error) }, 'internal error');
  return problemOf('internal', { errorId });
}

function invalid(
  validation: readonly unknown[],
  request: FastifyRequest,
  error: FastifyError | Error,
): Problem {
  const issues = validation
    .filter((item) => item instanceof RequestValidationError)
    .map((item) => item.params.issue);
  const context = 'validationContext' in error ? error.validationContext : 'body';
  const input =
    context === 'querystring' ? request.query : context === 'headers' ? request.headers : request.body;
  return problemOf('request-invalid', { errors: fieldErrors(issues, input) });
}

/** A path that is not valid, or one with a part longer than any id. */
const pathFailures: ReadonlySet<unknown> = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

/** What fastify itself refuses before a handler runs. */
function requestFailure(error: FastifyError | Error): FailureCode | undefined {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === undefined || status >= 500) return undefined;
  if (status === 413) return 'body-too-large';
  if (status === 415) return 'media-type-unsupported';
  if (status === 429) return 'rate-limited';
  if ('code' in error && pathFailures.has(error.code)) return 'route-unknown';
  return 'body-malformed';
}
