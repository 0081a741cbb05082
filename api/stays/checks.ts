import type { FastifyInstance } from 'fastify';
import { conditionKinds } from '../../domain/condition-kinds.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, type CheckBody, caseParams, checkBody } from '../http/schemas.ts';
import { requireDay, requireRole } from './condition-rules.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** The two looks at a person's category: first the doctor, then the desk. */
export function checkRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: CheckBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/checks',
    check,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const caller = callerOfRoute(request);
      requireRole(caller, conditionKinds[request.body.by === 'doctor' ? 'first-check' : 'second-check'].by);
      requireDay(stay, '/doneOn', {
        doneOn: request.body.doneOn ?? deps.clock.today(),
        today: deps.clock.today(),
      });
      const actor = actorOf(caller);
      const done = await once(request, deps, async () => {
        const recorded = await deps.stays.recordCheck({
          ...request.body,
          caseRef,
          actor,
          at: deps.clock.now(),
        });
        if (recorded === 'conflict') throw new HubProblem('check-conflict');
        if (recorded === 'same-person') throw new HubProblem('check-by-same-person');
        if (recorded === 'doctor-first')
          throw new HubProblem('stage-unfit', { detail: 'the doctor looks first, then the desk' });
        return { status: recorded === 'recorded' ? 201 : 200, caseRef };
      });
      return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
}

const check = operation({
  id: 'recordCheck',
  zh: '人员类别核对(首诊医生,再入院窗口)',
  en: 'a look at the category: first doctor, then desk',
  tag: 'stays',
  params: caseParams,
  body: checkBody,
  idempotent: true,
  replies: {
    201: { about: 'recorded', schema: stayView },
    200: { about: 'recorded before with the same words', schema: stayView },
  },
  problems: [
    'case-unknown',
    'check-by-same-person',
    'check-conflict',
    'condition-after-discharge',
    'request-in-progress',
    'role-unfit',
    'stage-unfit',
  ],
});
