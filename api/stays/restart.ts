import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Stage } from '../../domain/stay.ts';
import { type DueWorkflow, stepOf } from '../../store/stays/open-work.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { StayAddress } from './flow.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

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
  const due = await deps.openWork.dueWorkflowsOf(caseRef);
  if (due.length === 0) throw new HubProblem('stage-unfit', { detail: `the stay is ${stay.stage}` });
  const gone: DueWorkflow[] = [];
  for (const one of due) if ((await deps.workflows.state(one.workflowId)) === 'gone') gone.push(one);
  if (gone.length === 0) throw new HubProblem('workflow-lives');
  const at = deps.clock.now();
  await deps.audit.appendAudit({ actor, action: 'restart', subject: caseRef, reason: null, at });
  const address = await addressOf(deps, stay);
  // Claims first: a stay that finds them running follows them by the store.
  for (const one of gone.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))) {
    const step = stepOf(one);
    const started = await start(deps, { stay, address, one });
    if (started) await deps.stays.recordRestart({ caseRef, step, actor }, at);
    else await deps.stays.clearAttention(caseRef, step, at);
  }
}

/** False: somebody else was faster. */
async function start(
  { workflows, openWork }: ApiDeps,
  what: { readonly stay: StayRecord; readonly address: StayAddress; readonly one: DueWorkflow },
): Promise<boolean> {
  const { stay, address, one } = what;
  if (one.kind === 'claim') {
    const { payer, claimSequence } = one;
    const enquiries = await openWork.nextEnquiry(one);
    return workflows.startClaim(address, { payer, claimSequence, enquiries });
  }
  const carried = { stage: begins(stay.stage), dischargeAsked: stay.discharge !== null, attention: null };
  return workflows.startStay(address, carried);
}

/** Where the workflow begins: until the insurer knows of the admission it asks from the start, and finds what was answered. */
function begins(stage: Stage): Stage {
  return stage === 'Identified' || stage === 'Covered' ? 'Arrived' : stage;
}

async function addressOf(deps: ApiDeps, { caseRef, institution, scheme }: StayRecord): Promise<StayAddress> {
  const registered = await deps.parties.institution(institution);
  invariant(registered !== undefined, 'a stay of an institution that is not registered');
  return { caseRef, institution, scheme, region: registered.division };
}
