import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant, never } from '../../domain/invariant.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, type Done, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams, type PaymentBody, paymentBody } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { ownStay } from '../stays/stay-view.ts';
import { settlementView } from '../stays/views.ts';
import { onAccount } from './charge-views.ts';
import { onAccountView } from './on-account-view.ts';
import { settlementOfWhole } from './settlement-view.ts';

/** What patients pay at the window, before the settlement on account. The payment id makes a repetition harmless. */
export function patientPaymentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: PaymentBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/patient-payments',
    pay,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const done = await once(request, deps, () =>
        paid(deps, stay, { ...request.body, actor: actorOf(callerOfRoute(request)) }),
      );
      return answer(reply, done, await paidView(deps, stay.caseRef));
    },
  );
}

async function paid(
  deps: ApiDeps,
  { caseRef, admittedOn }: StayRecord,
  body: PaymentBody & { readonly actor: string },
): Promise<Done> {
  if (body.method === 'credit-line') throw new HubProblem('credit-payment-by-hand');
  const today = deps.clock.today();
  if (body.paidOn > today || body.paidOn < admittedOn)
    throw new HubProblem('request-invalid', {
      errors: [fieldError('/paidOn', body.paidOn > today ? 'day-in-future' : 'field-range')],
    });
  const { receiptNo: receipt = null, cashier = null, ...payment } = body;
  const entry = { ...payment, receipt, cashier, caseRef, at: deps.clock.now() };
  const recorded = await deps.stays.recordPatientPayment(entry);
  switch (recorded.kind) {
    case 'on-account':
      return { status: 201, caseRef };
    case 'no-receipt':
      throw new HubProblem('request-invalid', { errors: [fieldError('/receiptNo', 'field-missing')] });
    case 'recorded':
    case 'repeated':
    case 'twice':
      deps.nudge('stays');
      return { status: recorded.kind === 'repeated' ? 200 : 201, caseRef };
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

/** The settlement with its payments; before it, what is on account. */
async function paidView({ stays }: ApiDeps, caseRef: CaseRef): Promise<ViewOf<typeof paymentView>> {
  const whole = await stays.wholeStay(caseRef);
  invariant(whole !== undefined, 'a stay that was paid for is not there');
  return settlementOfWhole(whole) ?? { caseRef, settlement: null, onAccount: onAccountView(whole) };
}

const beforeSettlement = z
  .object({ caseRef: z.string(), settlement: z.null(), onAccount: onAccount.nullable() })
  .meta({ id: 'PaidOnAccount' });
const paymentView = z.union([settlementView, beforeSettlement]);

const pay = operation({
  id: 'payPatientPart',
  zh: '登记患者缴费',
  en: 'the patient pays at the window',
  tag: 'stays',
  params: caseParams,
  body: paymentBody,
  idempotent: true,
  replies: {
    201: {
      about: 'recorded; before the settlement, on account; what was paid before by another way is owed back',
      schema: paymentView,
    },
    200: { about: 'recorded before', schema: paymentView },
  },
  problems: [
    'case-unknown',
    'credit-payment-by-hand',
    'payment-conflict',
    'request-in-progress',
    'stage-unfit',
  ],
});
