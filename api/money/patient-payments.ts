import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, type Done, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams, type PaymentBody, paymentBody } from '../http/schemas.ts';
import { ownStay } from '../stays/stay-view.ts';
import { settlementView } from '../stays/views.ts';
import { settlementOf } from './settlement-view.ts';

/** What patients pay at the window. The payment id makes a repetition harmless. */
export function patientPaymentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: PaymentBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/patient-payments',
    pay,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const done = await once(request, deps, () =>
        paid(deps, stay, { ...request.body, actor: actorOf(callerOfRoute(request)) }),
      );
      return answer(reply, done, await settlementOf(deps.stays, stay.caseRef));
    },
  );
}

async function paid(
  deps: ApiDeps,
  { caseRef, admittedOn }: StayRecord,
  body: PaymentBody & { readonly actor: string },
): Promise<Done> {
  const today = deps.clock.today();
  if (body.paidOn > today || body.paidOn < admittedOn)
    throw new HubProblem('request-invalid', {
      errors: [fieldError('/paidOn', body.paidOn > today ? 'day-in-future' : 'field-range')],
    });
  const recorded = await deps.stays.recordPatientPayment({ ...body, caseRef, at: deps.clock.now() });
  switch (recorded.kind) {
    case 'recorded':
    case 'repeated':
      deps.nudge('stays');
      return { status: recorded.kind === 'recorded' ? 201 : 200, caseRef };
    case 'conflict':
      throw new HubProblem('payment-conflict');
    case 'exceeds':
      throw new HubProblem('request-invalid', { errors: [fieldError('/fen', 'payment-exceeds-balance')] });
    case 'unfit':
      throw new HubProblem('stage-unfit', { detail: `the stay is ${recorded.stage}` });
    default:
      return never(recorded);
  }
}

const pay = operation({
  id: 'payPatientPart',
  zh: '登记患者缴费',
  en: 'the patient pays at the window',
  tag: 'stays',
  params: caseParams,
  body: paymentBody,
  idempotent: true,
  replies: {
    201: { about: 'recorded', schema: settlementView },
    200: { about: 'recorded before', schema: settlementView },
  },
  problems: ['case-unknown', 'payment-conflict', 'request-in-progress', 'stage-unfit'],
});
