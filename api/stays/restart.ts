import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import type { DueWorkflow } from '../../store/stays/due-workflows.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { startAnew } from './start-anew.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';
import { lives } from './workflows.ts';

/** A stay or a claim whose workflow is gone is started anew from the store. Audited before it takes effect. */
export function restartRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: CaseParams }>('/v1/stays/:caseRef/restart', restart, async (request, reply) => {
    const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
    const { caseRef } = stay;
    const done = await once(request, deps, async () => {
      await startGone(deps, stay, actorOf(callerOfRoute(request)));
      deps.nudge('stays');
      return { status: 202, caseRef };
    });
    return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
  });
}

const restart = operation({
  id: 'restartStay',
  zh: '流程已不存在时,按库中记录重新启动',
  en: 'start what is gone anew from the store: the stay at its stage, each open claim',
  tag: 'operators',
  params: caseParams,
  idempotent: true,
  replies: { 202: { about: 'started; the stay goes on', schema: stayView } },
  problems: ['case-unknown', 'request-in-progress', 'stage-unfit', 'workflow-lives', 'workflows-unavailable'],
});

async function startGone(deps: ApiDeps, stay: StayRecord, actor: string): Promise<void> {
  const { caseRef } = stay;
  const due = await deps.dueWorkflows.of(caseRef);
  if (due.length === 0) throw new HubProblem('stage-unfit', { detail: `the stay is ${stay.stage}` });
  const gone: DueWorkflow[] = [];
  for (const one of due) if (!lives(await deps.workflows.state(one.workflowId))) gone.push(one);
  if (gone.length === 0) throw new HubProblem('workflow-lives');
  const at = deps.clock.now();
  await deps.audit.appendAudit({ actor, action: 'restart', subject: caseRef, reason: null, at });
  // Claims first: a stay that finds them running follows them by the store.
  for (const one of gone.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)))
    await startAnew(deps, { stay, one, actor });
}
