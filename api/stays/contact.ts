import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { Stage } from '../../domain/stay.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, type ContactBody, caseParams, contactBody } from '../http/schemas.ts';
import { ownStay } from './stay-view.ts';

/** At these it is certain who the person is; before, it may be somebody else's number that is changed. */
const certain: readonly Stage[] = ['Admitted', 'Discharged', 'Settled', 'Closed'];

/**
 * How the patient is reached, put right by the window: text messages that were not sent yet go to the new number. It is the person's,
 * not the stay's; a list that says another one later replaces it.
 */
export function contactRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.put<{ Params: CaseParams; Body: ContactBody }>(
    '/v1/stays/:caseRef/contact',
    contact,
    async (request) => {
      const { caseRef, personRef, stage, impersonated } = await ownStay(
        deps.stays,
        request.caller,
        request.params.caseRef,
      );
      if (!certain.includes(stage) || impersonated !== null)
        throw new HubProblem('stage-unfit', {
          detail: `the stay is ${impersonated === null ? stage : 'void'}: who the person is is not certain`,
        });
      const { phone } = request.body;
      const actor = actorOf(callerOfRoute(request));
      const entry = { actor, action: 'phone-changed', subject: caseRef, reason: null } as const;
      await deps.people.changePhone(personRef, phone, { ...entry, at: deps.clock.now() });
      return { caseRef, endsWith: phone.slice(-4) };
    },
  );
}

const contact = operation({
  id: 'changeContact',
  zh: '更正患者联系电话',
  en: 'put right how the patient is reached; text messages that were not sent yet go there',
  tag: 'stays',
  params: caseParams,
  body: contactBody,
  replies: {
    200: {
      about: 'from now on',
      schema: z
        .object({
          caseRef: z.string(),
          endsWith: z
            .string()
            .meta({ description: 'the last four characters of the number', example: '5678' }),
        })
        .meta({ id: 'ContactChanged' }),
    },
  },
  problems: ['case-unknown', 'stage-unfit', 'request-invalid'],
});
