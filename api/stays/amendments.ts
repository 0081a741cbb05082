import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { accountUsed, billBody, type CaseParams, caseParams } from '../http/schemas.ts';
import { line } from '../http/words.ts';
import { fits } from './resolution-operations.ts';
import { resolutionView, viewOfResolution } from './resolution-views.ts';
import { proposeNow } from './resolutions.ts';

const amendmentBody = z
  .strictObject({
    bill: billBody,
    accountUsed,
    evidence: line(2000).meta({ description: 'what was wrong, and where the corrected bill is kept' }),
    revision: z.int().min(0).meta({ description: 'the revision that the proposer saw' }),
  })
  .meta({ id: 'Amendment' });

const amend = operation({
  id: 'amendStay',
  zh: '更正已结算病例的账单(提出撤销后重新结算)',
  en: 'correct the bill of a settled or closed stay: proposes `amend`',
  tag: 'stays',
  params: caseParams,
  body: amendmentBody,
  replies: { 201: { about: 'proposed; the person in charge confirms', schema: resolutionView } },
  problems: [...fits, 'resolution-open'],
});

/** The hospital's own word for a resolution of kind `amend`. */
export function amendmentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: z.infer<typeof amendmentBody>; Params: CaseParams }>(
    '/v1/stays/:caseRef/amendments',
    amend,
    async (request, reply) => {
      const body = { ...request.body, kind: 'amend', on: 'bill' } as const;
      const done = await proposeNow(deps, callerOfRoute(request), { body, params: request.params });
      return reply.status(201).send(viewOfResolution(done));
    },
  );
}
