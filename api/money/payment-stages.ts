import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { caseParams } from '../http/schemas.ts';
import { freshView, ownStay, viewOf } from '../stays/stay-view.ts';
import { stayView } from '../stays/views.ts';

const params = caseParams.extend({ stage: z.coerce.number().int().min(1).max(10_000) });
type Params = z.infer<typeof params>;

/** Where the hospital's rule leaves it to a person: a stage of payment that was reached is offered to the patient. */
export function paymentStageRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: Params }>(
    '/v1/stays/:caseRef/payment-stages/:stage/offer',
    offer,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const by = { actor: actorOf(callerOfRoute(request)), at: deps.clock.now() };
      const done = await deps.stays.offerPaymentStage({ caseRef, stage: request.params.stage }, by);
      const view = (await viewOf(deps, caseRef)) ?? freshView(stay);
      return reply.status(done === 'offered' ? 201 : 200).send(view);
    },
  );
}

const offer = operation({
  id: 'offerPaymentStage',
  zh: '向患者提出分阶段缴费',
  en: 'ask the patient for the payment on account of a stage that was reached',
  tag: 'stays',
  params,
  replies: {
    201: { about: 'due from now on', schema: stayView },
    200: { about: 'offered before', schema: stayView },
  },
  problems: ['case-unknown', 'payment-stage-unknown'],
});
