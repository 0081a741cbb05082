import type { FastifyRequest } from 'fastify';
import { digestOf } from './digest.ts';

/** Which credential calls, without telling the credential: two people of one agency are two callers. */
export function callerDigest(request: FastifyRequest): string {
  return digestOf(request.headers.authorization ?? '')
    .toString('hex')
    .slice(0, 32);
}
