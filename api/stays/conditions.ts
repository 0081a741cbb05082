import type { FastifyInstance } from 'fastify';
import { conditionKinds } from '../../domain/condition-kinds.ts';
import { chinaDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { recordParties, recordPartyWords } from '../../domain/record-answers.ts';
import type { KeptRecord } from '../../store/stays/condition-records.ts';
import type { Cover } from '../../store/stays/records.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { type ConditionBody, conditionBody } from './condition-bodies.ts';
import { requireDay, requireRole } from './condition-rules.ts';
import { conditionsOf, conditionsView, type recordShown } from './condition-views.ts';
import { expectSigner } from './signer.ts';
import { freshView, ownStay, ownWholeStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** What the scheme asks of a stay: who did it, when, what they saw. Each look at the names is audited. */
export function conditionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/conditions', shown, async (request) => {
    const caller = callerOfRoute(request);
    const whole = await ownWholeStay(deps.stays, caller, request.params.caseRef);
    const { caseRef } = whole.stay;
    const [records, agreement, known] = await Promise.all([
      deps.stays.conditionRecords(caseRef),
      deps.stays.agreement(caseRef),
      deps.stays.stayWithCover(caseRef),
    ]);
    const cover = known?.cover ?? null;
    const entry = {
      actor: actorOf(caller),
      action: 'conditions-shown',
      subject: caseRef,
      reason: null,
    } as const;
    await deps.audit.appendAudit({ ...entry, at: deps.clock.now() });
    return {
      ...{ caseRef, voucherNo: whole.stay.voucherNo, conditions: conditionsOf(deps, whole) },
      ...{ checks: whole.checks.map(shownCheck), agreement: agreement ?? null },
      lookUps: lookUpsOf(cover),
      records: records.map(shownRecord),
    };
  });
  server.post<{ Body: ConditionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/conditions',
    record,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef, stage } = stay;
      const caller = callerOfRoute(request);
      const { kind, doneOn } = request.body;
      requireRole(caller, conditionKinds[kind].by);
      const late = conditionKinds[kind].until === 'any-day';
      requireDay(late ? { ...stay, discharge: null } : stay, '/doneOn', {
        ...{ doneOn, today: deps.clock.today() },
      });
      const by = 'signedBy' in request.body ? request.body.signedBy : undefined;
      await expectSigner(deps, stay.personRef, { by, on: doneOn, path: '/signedBy' });
      if (stage === 'Cancelled') throw new HubProblem('stage-unfit', { detail: 'the stay is Cancelled' });
      const done = await once(request, deps, async () => {
        const recorded = await deps.stays.recordCondition({
          ...{ caseRef, record: request.body, actor: actorOf(caller), at: deps.clock.now() },
        });
        return { status: recorded === 'recorded' ? 201 : 200, caseRef };
      });
      return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
}

function shownCheck({ by, categories, saw = [], checkedBy, actor, doneOn, at }: WholeStay['checks'][number]) {
  return {
    ...{ by, categories, saw, doneOn: doneOn ?? chinaDate(at), doneBy: checkedBy },
    ...{ recordedBy: actor ?? null, recordedAt: at },
  };
}

/** With since when and under which number: each look is audited. */
function lookUpsOf(cover: Cover | null) {
  return recordParties.flatMap((keeper) => {
    const answer = cover?.records?.[keeper];
    return answer === undefined ? [] : [{ keeper, ...recordPartyWords[keeper], answer }];
  });
}

function shownRecord({ kind, record: told, ...kept }: KeptRecord): ViewOf<typeof recordShown> {
  return { ...(told ?? { doneBy: null }), ...kept, record: kind };
}

const shown = operation({
  id: 'getConditions',
  zh: '方案要求的核实与手续:何人何时核实、见到什么',
  en: 'what the scheme asks of a stay: who did it, when, what they saw',
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'as it stands now', schema: conditionsView } },
  problems: ['case-unknown'],
});

const record = operation({
  id: 'recordCondition',
  zh: '登记证件、授权、外伤登记、归还、随访等',
  en: 'papers shown, an authorisation, an injury registered, papers back, a follow-up',
  tag: 'stays',
  params: caseParams,
  body: conditionBody,
  idempotent: true,
  replies: {
    201: { about: 'recorded', schema: stayView },
    200: { about: 'the last record of its kind says the same', schema: stayView },
  },
  problems: ['case-unknown', 'condition-after-discharge', 'request-in-progress', 'role-unfit', 'stage-unfit'],
});
