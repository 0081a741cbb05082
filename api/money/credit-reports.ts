import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { drawRepayments } from '../../domain/credit-draws.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { fen } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { caseParams } from '../http/schemas.ts';
import { amount, day, senderId } from '../http/words.ts';
import { freshView, ownStay, viewOf } from '../stays/stay-view.ts';
import { stayView } from '../stays/views.ts';
import { overdueDrawRoutes } from './overdue-draws.ts';

const ofDraw = caseParams.extend({ draw: z.coerce.number().int().min(1).max(1_000_000) });
type OfDraw = z.infer<typeof ofDraw>;
const byRef = z.object({ drawRef: z.string().max(100).meta({ example: 'D00000001' }) });
type ByRef = z.infer<typeof byRef>;

const disbursementBody = z
  .strictObject({
    fen: amount.refine((value) => value > 0, coded('field-range')),
    arrivedOn: day,
    adviceNo: senderId.meta({ description: 'number of the bank’s advice or statement line' }),
  })
  .meta({ id: 'CreditDisbursement' });
type DisbursementBody = z.infer<typeof disbursementBody>;

const repaymentBody = z
  .strictObject({
    state: z.enum(drawRepayments),
    outstandingFen: amount,
    on: day.meta({ description: 'as of which day the bank says so' }),
  })
  .meta({ id: 'CreditRepayment' });
type RepaymentBody = z.infer<typeof repaymentBody>;

const told = z
  .object({
    ...{ drawRef: z.string(), repayment: z.enum(drawRepayments), outstandingFen: fen },
    on: z.string().meta({ format: 'date' }),
  })
  .meta({ id: 'CreditRepaymentTold' });

/** What is heard of a draw afterwards: its money in the hospital's account, how the patient repays the bank, and what is overdue there. */
export function creditReportRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  overdueDrawRoutes(server, deps);
  server.post<{ Body: DisbursementBody; Params: OfDraw }>(
    '/v1/stays/:caseRef/credit-draws/:draw/disbursement',
    disbursed,
    async (request, reply) => {
      const stay = await ownStay(stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const { body, params } = request;
      expectPast(deps, { on: body.arrivedOn, path: '/arrivedOn' });
      const by = { actor: actorOf(callerOfRoute(request)), at: clock.now() };
      const recorded = await stays.recordDisbursement({ caseRef, draw: params.draw }, { ...body, ...by });
      const view = (await viewOf(deps, caseRef)) ?? freshView(stay);
      return reply.status(recorded === 'recorded' ? 201 : 200).send(view);
    },
  );
  server.put<{ Body: RepaymentBody; Params: ByRef }>(
    '/v1/credit-draws/:drawRef/repayment',
    repaid,
    async (request) => {
      const { state: repayment, outstandingFen, on } = request.body;
      expectPast(deps, { on, path: '/on' });
      // Other payers' people know no draw of the bank's.
      if (callerOfRoute(request).party !== 'bank') throw new HubProblem('draw-unknown');
      const said = { repayment, outstandingFen, on, at: clock.now() };
      if ((await stays.recordDrawRepayment(request.params.drawRef, said)) === 'exceeds')
        throw new HubProblem('request-invalid', { errors: [fieldError('/outstandingFen', 'field-range')] });
      return { drawRef: request.params.drawRef, repayment, outstandingFen, on };
    },
  );
}

function expectPast({ clock }: ApiDeps, { on, path }: { readonly on: string; readonly path: string }): void {
  if (on > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError(path, 'day-in-future')] });
}

const disbursed = operation({
  id: 'recordDisbursement',
  zh: '核对银行垫付款到账',
  en: 'the bank’s money for a draw was found in the hospital’s account',
  tag: 'stays',
  params: ofDraw,
  body: disbursementBody,
  replies: {
    201: { about: 'matched', schema: stayView },
    200: { about: 'matched before with the same words', schema: stayView },
  },
  problems: ['case-unknown', 'disbursement-conflict', 'draw-unknown'],
});

const repaid = operation({
  id: 'tellRepayment',
  zh: '银行告知还款情况',
  en: 'the bank tells how a draw is repaid; it is shown, and nothing follows',
  tag: 'payers',
  params: byRef,
  body: repaymentBody,
  replies: { 200: { about: 'shown from now on', schema: told } },
  problems: ['draw-unknown'],
});
