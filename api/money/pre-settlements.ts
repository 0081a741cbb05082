import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { zeroFen } from '../../domain/money.ts';
import type { TriedBill } from '../../store/money/pre-settlements.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { amount } from '../http/words.ts';
import { ownWholeStay, viewOf } from '../stays/stay-view.ts';
import { stayView } from '../stays/views.ts';
import { preSettlementForbidden } from './pre-settlement-allowed.ts';

const bill = z
  .strictObject({ totalFen: amount, outOfPolicyFen: amount })
  .refine((tried) => tried.outOfPolicyFen <= tried.totalFen, {
    ...coded('out-of-policy-above-total'),
    path: ['outOfPolicyFen'],
  })
  .optional()
  .meta({ description: 'the bill that is tried, fen; left out: what was charged so far' });
const body = z.strictObject({ bill }).meta({ id: 'PreSettlementAsked' });
type Bill = NonNullable<z.infer<typeof bill>>;

/** What the bill would come to at the insurer, before it binds. Nobody waits for the answer. */
export function preSettlementRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: CaseParams; Body: z.infer<typeof body> }>(
    '/v1/stays/:caseRef/pre-settlements',
    ask,
    async (request, reply) => {
      const whole = await ownWholeStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = whole.stay;
      const why = await preSettlementForbidden(deps, whole.stay);
      if (why !== null) throw new HubProblem('pre-settlement-unavailable', { detail: why });
      const tried = triedBill(deps, request.body.bill, whole.charges);
      const by = { actor: actorOf(callerOfRoute(request)), at: deps.clock.now() };
      await deps.stays.askPreSettlement(caseRef, tried, by);
      deps.nudge('preSettlements');
      return reply.status(202).send(await viewOf(deps, caseRef));
    },
  );
}

/** What was said, else what was charged. Throws HubProblem `request-invalid`: there is nothing to try. */
function triedBill(
  { clock, settings }: ApiDeps,
  said: Bill | undefined,
  charges: WholeStay['charges'],
): TriedBill {
  const { totalFen = zeroFen, outsideFen: outOfPolicyFen = zeroFen } = charges ?? {};
  const tried = said ?? { totalFen, outOfPolicyFen };
  if (tried.totalFen <= 0)
    throw new HubProblem('request-invalid', { errors: [fieldError('/bill', 'nothing-to-try')] });
  if (tried.totalFen > settings.billCeilingFen)
    throw new HubProblem('request-invalid', { errors: [fieldError('/bill/totalFen', 'bill-above-ceiling')] });
  return { asOf: clock.today(), ...tried };
}

const ask = operation({
  id: 'askPreSettlement',
  zh: '向医保预结算',
  en: 'ask the insurer what the bill would come to; nothing is settled by it',
  tag: 'stays',
  params: caseParams,
  body,
  replies: {
    202: {
      about: 'asked; the answer stands in the stay under `preSettlement`, also if it was asked before',
      schema: stayView,
    },
  },
  problems: ['case-unknown', 'stage-unfit', 'pre-settlement-unavailable'],
});
