import type { FastifyInstance } from 'fastify';
import type { LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, formatYuan } from '../../domain/money.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { bodyDigest } from '../http/digest.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, type Done, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams, type DischargeBody, dischargeBody } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { orElse, windowMs } from '../http/window-wait.ts';
import { clinicalErrors } from './clinical-errors.ts';
import type { StayAddress, Taken } from './flow.ts';
import { inStore } from './in-store.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** Discharge with the final bill: stored first, settled by the workflow. */
export function dischargeRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: DischargeBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/discharge',
    discharge,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const done = await once(request, deps, () =>
        leave(deps, stay, {
          ...{ body: request.body, spentMs: reply.elapsedTime },
          actor: actorOf(callerOfRoute(request)),
        }),
      );
      return answer(reply, done, await viewNow(deps, stay, reply.elapsedTime));
    },
  );
}

const discharge = operation({
  id: 'discharge',
  zh: '出院结算',
  en: 'discharge with the final bill',
  tag: 'stays',
  params: caseParams,
  body: dischargeBody,
  idempotent: true,
  replies: {
    201: { about: 'settled', schema: stayView },
    202: { about: 'taken; the settlement follows at the address of the case', schema: stayView },
    200: { about: 'this bill was sent before; the case as it is now', schema: stayView },
  },
  problems: [
    'case-unknown',
    'discharge-before-admission',
    'discharge-conflict',
    'bill-differs-from-charges',
    'stage-unfit',
    'request-in-progress',
  ],
});

async function leave(
  deps: ApiDeps,
  stay: StayRecord,
  {
    body,
    spentMs,
    actor,
  }: { readonly body: DischargeBody; readonly spentMs: number; readonly actor: string },
): Promise<Done> {
  const { caseRef } = stay;
  const { dischargedOn, bill, clinical, differsBecause } = body;
  if (dischargedOn < stay.admittedOn)
    throw new HubProblem('discharge-before-admission', {
      errors: [fieldError('/dischargedOn', 'discharge-before-admission')],
    });
  if (dischargedOn > deps.clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/dischargedOn', 'day-in-future')] });
  checkBill(body, deps.settings.billCeilingFen);
  const entered = await deps.stays.acceptDischarge({
    ...{ caseRef, dischargedOn, totalFen: bill.totalFen, outOfPolicyFen: bill.outOfPolicyFen },
    bodyDigest: bodyDigest(body, deps.settings.digestKey),
    bill: {
      ...{ way: body.way, items: bill.items ?? [] },
      ...(clinical === undefined ? {} : { clinical }),
      ...(differsBecause === undefined ? {} : { differsBecause }),
    },
    ...{ explained: differsBecause !== undefined, diedOn: diedIn(body), accountUsed: body.accountUsed },
    ...{ actor, at: deps.clock.now() },
  });
  if (entered.kind === 'conflict') throw new HubProblem('discharge-conflict');
  if (entered.kind === 'differs') throw differing(bill.totalFen, entered.chargedFen);
  if (entered.kind === 'unfit')
    throw new HubProblem('stage-unfit', { detail: `the stay is ${entered.stage}` });
  if (entered.kind === 'repeated') return { status: 200, caseRef };
  const institution = await deps.parties.institution(stay.institution);
  invariant(institution !== undefined, 'a stay of an institution that is not registered');
  const address = {
    caseRef,
    institution: stay.institution,
    scheme: stay.scheme,
    region: institution.division,
  };
  const waitMs = deps.settings.decisionWaitMs - spentMs;
  const settled = await inStore(deps, { caseRef, reached: isSettled }, () =>
    told(deps, address, Math.max(waitMs, 100)),
  );
  return { status: settled ? 201 : 202, caseRef };
}

/** The day on which the patient died in hospital; null: the stay ended otherwise. */
function diedIn({ way, clinical, dischargedOn }: DischargeBody): LocalDate | null {
  return way === 'death' ? (clinical?.diedOn ?? dischargedOn) : null;
}

/** Both figures, in yuan. */
function differing(billFen: Fen, chargedFen: Fen): HubProblem {
  const [bill, charged] = [formatYuan(billFen), formatYuan(chargedFen)];
  return new HubProblem('bill-differs-from-charges', {
    detail: `账单 ${bill} 元,清单合计 ${charged} 元 · the bill is ${bill} yuan, its lists come to ${charged} yuan`,
  });
}

/** What the workflow has in its history the relay owes no more; what it wrote before that in the store proves nothing, for its task may fail. */
async function told(
  { flow, outbox }: ApiDeps,
  address: StayAddress,
  waitMs: number,
): Promise<Taken<unknown>> {
  const taken = await flow.discharge(address, waitMs);
  // The relay says it again, which changes nothing.
  if (taken.kind === 'done') await outbox.discharged(address.caseRef).catch(() => undefined);
  return taken;
}

/** Throws HubProblem `request-invalid` with every field of the bill that cannot be right. */
function checkBill({ dischargedOn, bill, clinical }: DischargeBody, ceilingFen: number): void {
  const late = (bill.items ?? []).flatMap(({ chargedOn }, index) =>
    chargedOn !== undefined && chargedOn > dischargedOn
      ? [fieldError(`/bill/items/${index}/chargedOn`, 'charged-after-discharge')]
      : [],
  );
  const above = bill.totalFen > ceilingFen ? [fieldError('/bill/totalFen', 'bill-above-ceiling')] : [];
  const errors = [...above, ...late, ...clinicalErrors(clinical, { dischargedOn, ...bill })];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

async function viewNow(deps: ApiDeps, before: StayRecord, spentMs: number): Promise<ViewOf<typeof stayView>> {
  const looked = async () => (await viewOf(deps, before.caseRef)) ?? freshView(before);
  return orElse(looked(), windowMs - spentMs, freshView(before));
}

function isSettled({ stage }: StayRecord): boolean {
  return stage === 'Settled' || stage === 'Closed';
}
