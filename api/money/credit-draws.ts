import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { Fen } from '../../domain/money.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { DrawTerms } from '../../store/money/credit-orders.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { amount, day } from '../http/words.ts';
import { freshView, ownStay, viewOf } from '../stays/stay-view.ts';
import { stayView } from '../stays/views.ts';

const some = amount.refine((value) => value > 0, coded('field-range'));
const noticeBody = z
  .strictObject({
    noticedOn: day,
    way: z.enum(['sms', 'letter', 'phone', 'in-person']).meta({ description: 'how the patient was told' }),
  })
  .meta({ id: 'DrawNotice' });
type NoticeBody = z.infer<typeof noticeBody>;

const drawBody = z
  .discriminatedUnion('basis', [
    z.strictObject({
      basis: z.literal('consent').meta({ description: 'the patient or the family agreed at the discharge' }),
      consentedOn: day,
      consentedBy: z.enum(['patient', 'family']),
      fen: some.optional().meta({ description: 'left out: all that may be drawn and the line bears' }),
    }),
    z.strictObject({
      basis: z.literal('mandate').meta({ description: 'forgotten: after the notice and its days' }),
      fen: some.optional().meta({ description: 'left out: all that may be drawn and the line bears' }),
    }),
  ])
  .meta({ id: 'CreditDraw' });
type DrawBody = z.infer<typeof drawBody>;

/** The own part from the bank's credit line: the notice to the patient who forgot, and the draw. The bank is asked by the stay's workflow. */
export function creditDrawRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock, nudge } = deps;
  server.post<{ Body: NoticeBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/credit-draw-notice',
    notice,
    async (request, reply) => {
      const stay = await ownStay(stays, request.caller, request.params.caseRef);
      termsOf(deps, stay);
      const { noticedOn: on, way } = request.body;
      expectSince(deps, stay, { on, path: '/noticedOn' });
      const { caseRef } = stay;
      const actor = actorOf(callerOfRoute(request));
      const recorded = await stays.recordDrawNotice(caseRef, { on, way, actor, at: clock.now() });
      const view = (await viewOf(deps, caseRef)) ?? freshView(stay);
      return reply.status(recorded === 'recorded' ? 201 : 200).send(view);
    },
  );
  server.post<{ Body: DrawBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/credit-draws',
    draw,
    async (request, reply) => {
      const stay = await ownStay(stays, request.caller, request.params.caseRef);
      const terms = termsOf(deps, stay);
      const { body } = request;
      if (body.basis === 'consent') expectSince(deps, stay, { on: body.consentedOn, path: '/consentedOn' });
      const { caseRef } = stay;
      const actor = actorOf(callerOfRoute(request));
      const done = await once(request, deps, async () => {
        await stays.orderDraw({ ...body, caseRef, actor, at: clock.now() }, terms);
        nudge('stays');
        return { status: 201, caseRef };
      });
      return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
}

/** Throws HubProblem `credit-line-none`. */
function termsOf({ schemes }: ApiDeps, stay: StayRecord): DrawTerms {
  const { credit } = rulesOfStay(schemes, stay);
  if (credit === null) throw new HubProblem('credit-line-none');
  const { selfPaidDrawable, forgottenDays } = credit;
  return { selfPaidDrawable, forgottenDays, mostFen: credit.mostFen as Fen };
}

/** What was said or agreed after the discharge and not tomorrow. Throws HubProblem `request-invalid`. */
function expectSince(
  { clock }: ApiDeps,
  { admittedOn, discharge }: StayRecord,
  { on, path }: { readonly on: string; readonly path: string },
): void {
  const today = clock.today();
  if (on <= today && on >= (discharge?.dischargedOn ?? admittedOn)) return;
  throw new HubProblem('request-invalid', {
    errors: [fieldError(path, on > today ? 'day-in-future' : 'field-range')],
  });
}

const notice = operation({
  id: 'recordDrawNotice',
  zh: '登记已告知患者将由医院发起额度支用',
  en: 'the patient was told that the hospital will draw what was forgotten',
  tag: 'stays',
  params: caseParams,
  body: noticeBody,
  replies: {
    201: { about: 'recorded', schema: stayView },
    200: { about: 'the patient was told before; the earliest day counts', schema: stayView },
  },
  problems: ['case-unknown', 'credit-line-none', 'stage-unfit'],
});

const draw = operation({
  id: 'orderDraw',
  zh: '发起额度支用',
  en: 'draw the own part from the credit line',
  tag: 'stays',
  params: caseParams,
  body: drawBody,
  idempotent: true,
  replies: {
    201: { about: 'ordered; the bank is asked, and its answer is the payment', schema: stayView },
    200: { about: 'ordered before', schema: stayView },
  },
  problems: [
    ...(['case-unknown', 'credit-line-none', 'draw-above-own-part', 'draw-too-early'] as const),
    ...(['draw-under-way', 'draw-without-mandate', 'request-in-progress', 'stage-unfit'] as const),
  ],
});
