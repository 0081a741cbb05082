import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Decision } from '../../domain/decision.ts';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams, line } from '../http/schemas.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** Body of what an operator does about a stay that waits. */
const interventionBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('retry-now') }).meta({ id: 'RetryNow' }),
    z
      .strictObject({
        kind: z.literal('decide'),
        outcome: z.enum(['admit', 'refuse']),
        evidence: line(2000).meta({ description: 'what was seen, and where it is kept' }),
      })
      .meta({ id: 'DecideByHand' }),
  ])
  .meta({ id: 'Intervention' });
type InterventionBody = z.infer<typeof interventionBody>;

/** What an operator does about a stay that waits. Audited before it takes effect. */
export function interventionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: InterventionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/interventions',
    intervene,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const actor = actorOf(callerOfRoute(request));
      const { caseRef } = stay;
      const done = await once(request, deps, async () => {
        await act(deps, { stay, actor, what: request.body });
        deps.nudge('stays');
        return { status: 202, caseRef };
      });
      return answer(reply, done, (await viewOf(deps.stays, caseRef)) ?? freshView(stay));
    },
  );
}

const intervene = operation({
  id: 'intervene',
  zh: '人工干预:立即重试,或凭证据判定',
  en: 'an operator acts: retry now, or decide with evidence',
  tag: 'operators',
  params: caseParams,
  body: interventionBody,
  idempotent: true,
  replies: { 202: { about: 'taken; the stay is told', schema: stayView } },
  problems: ['case-unknown', 'request-in-progress', 'stage-unfit'],
});

async function act(
  deps: ApiDeps,
  {
    stay,
    actor,
    what,
  }: { readonly stay: StayRecord; readonly actor: string; readonly what: InterventionBody },
): Promise<void> {
  const { caseRef } = stay;
  const at = deps.clock.now();
  // Codes only: the evidence may tell of the person, and is sealed with the decision.
  const note = (action: string, reason: string | null) =>
    deps.audit.appendAudit({ actor, action, subject: caseRef, reason, at });
  switch (what.kind) {
    case 'retry-now':
      if (stay.closedAt !== null) throw unfit(stay);
      await note('retry-now', null);
      return deps.stayNotices.oweNotice({
        caseRef,
        noticeId: `retry/${randomUUID()}`,
        kind: 'retry-now',
        at,
      });
    case 'decide': {
      // Said again, for example because the answer was lost: the stay may not have been told the first time.
      if (!isDecided(stay, what)) {
        const decision = byHand(stay, what);
        await note('decide-by-hand', what.outcome);
        await deps.stays.recordDecision(caseRef, decision, at);
      }
      // Only once the decision is there: a stay that is told too early finds the old one.
      return deps.stayNotices.oweNotice({
        caseRef,
        at,
        kind: 'decided-by-hand',
        noticeId: 'decision/by-hand',
      });
    }
    default:
      return never(what);
  }
}

type ByHand = Extract<InterventionBody, { kind: 'decide' }>;
const byHandCode = 'decided-by-hand';

/** Was just this decided by a person before? */
function isDecided({ decision }: StayRecord, { outcome, evidence }: ByHand): boolean {
  const last = decision?.reasons.at(-1);
  return decision?.outcome === outcome && last?.code === byHandCode && last.zh === evidence;
}

/** The decision that was open, closed by a person. Throws HubProblem `stage-unfit` when none is open. */
function byHand(stay: StayRecord, { outcome, evidence }: ByHand): Decision {
  if (stay.decision?.outcome !== 'review') throw unfit(stay);
  const reason = { code: byHandCode, article: '人工判定 · by hand', zh: evidence, en: evidence };
  return { ...stay.decision, outcome, reasons: [...stay.decision.reasons, reason], missing: [] };
}

function unfit(stay: StayRecord): HubProblem {
  return new HubProblem('stage-unfit', {
    detail: `the stay is ${stay.stage}, its decision ${stay.decision?.outcome ?? 'still to come'}`,
  });
}
