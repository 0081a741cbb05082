import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { day } from '../http/words.ts';
import { freshView, ownStay, viewOf } from '../stays/stay-view.ts';
import { stayView } from '../stays/views.ts';
import { interimAllowed } from './interim-allowed.ts';

const params = caseParams.extend({ bill: z.coerce.number().int().min(1).max(10_000) });
type Params = z.infer<typeof params>;
const body = z
  .strictObject({
    until: day
      .optional()
      .meta({ description: 'last day that is settled; left out: the last one that was charged' }),
  })
  .meta({ id: 'InterimBillOpened' });

/** Bills that are settled with the payers while the stay goes on, where payer and hospital have a rule for it. */
export function interimBillRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: CaseParams; Body: z.infer<typeof body> }>(
    '/v1/stays/:caseRef/interim-bills',
    open,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const allowed = await interimAllowed(deps, stay);
      if (allowed.kind === 'not-allowed')
        throw new HubProblem('interim-not-allowed', { detail: allowed.why });
      const by = { actor: actorOf(callerOfRoute(request)), at: deps.clock.now() };
      const until = request.body.until ?? null;
      await deps.stays.openInterim({ caseRef, until }, by, allowed.due);
      deps.nudge('stays');
      return reply.status(201).send((await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
  server.post<{ Params: Params }>(
    '/v1/stays/:caseRef/interim-bills/:bill/withdraw',
    withdraw,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const by = { actor: actorOf(callerOfRoute(request)), at: deps.clock.now() };
      const interimSequence = request.params.bill;
      const done = await deps.stays.withdrawInterim({ caseRef, interimSequence }, by);
      deps.nudge('stays');
      const view = (await viewOf(deps, caseRef)) ?? freshView(stay);
      return reply.status(done === 'withdrawn' ? 202 : 200).send(view);
    },
  );
}

const open = operation({
  id: 'openInterimBill',
  zh: '住院期间与支付方分阶段结算',
  en: 'settle the bill so far with the payers while the stay goes on',
  tag: 'stays',
  params: caseParams,
  body,
  replies: { 201: { about: 'the bill is being settled', schema: stayView } },
  problems: [
    ...(['case-unknown', 'stage-unfit', 'interim-not-allowed', 'interim-without-rule'] as const),
    ...(['interim-open', 'interim-empty', 'interim-not-reached'] as const),
  ],
});

const withdraw = operation({
  id: 'withdrawInterimBill',
  zh: '撤回最近一次阶段账单',
  en: 'take the newest bill in mid-stay back; what it was of is settled later',
  tag: 'stays',
  params,
  replies: {
    202: { about: 'it is being taken back, at the insurer too', schema: stayView },
    200: { about: 'taken back before', schema: stayView },
  },
  problems: ['case-unknown', 'stage-unfit', 'interim-unknown', 'interim-not-newest'],
});
