import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OverdueDraw } from '../../store/money/credit-reports.ts';
import type { ApiDeps } from '../deps.ts';
import { fen } from '../http/answer-words.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { ofSeenHospital } from '../http/own-data.ts';
import { firstOf, moreWait } from '../http/page.ts';
import type { ViewOf } from '../http/view-of.ts';
import { interestFreeUntil } from './credit-view.ts';

/** How many are shown at once, longest first. */
const shownAtOnce = 500;

/** What patients did not repay to the bank in time, as it told. It is the bank's claim: nothing follows from it here. */
export function overdueDrawRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get('/v1/overdue-draws', overdue, async (request) => {
    const caller = callerOfRoute(request);
    const own = ofSeenHospital(caller);
    const { items, more } = await firstOf(shownAtOnce, (limit) => deps.stays.overdueDraws({ ...own, limit }));
    return { draws: items.map((one) => viewOf(deps, one)), more };
  });
}

function viewOf(
  { schemes }: Pick<ApiDeps, 'schemes'>,
  { scheme, admittedOn, drawnOn, dischargedOn, ...one }: OverdueDraw,
): ViewOf<typeof view> {
  const found = schemes.version(scheme, admittedOn);
  const free = found.kind === 'in-force' ? interestFreeUntil(found.scheme, { drawnOn, dischargedOn }) : null;
  return { ...one, drawnOn, interestFreeUntil: free };
}

const day = z.string().meta({ format: 'date' });

const view = z
  .object({
    ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string(), draw: z.int() },
    ...{ drawRef: z.string(), fen, drawnOn: day },
    interestFreeUntil: day.nullable().meta({ description: 'by the scheme; the bank’s own word counts' }),
    ...{ outstandingFen: fen, toldOn: day },
  })
  .meta({ id: 'OverdueDraw' });

const overdue = operation({
  id: 'listOverdueDraws',
  zh: '银行告知已逾期的额度支用(由银行追收)',
  en: 'draws on a credit line that the bank told are overdue; the bank’s to collect',
  tag: 'operators',
  replies: {
    200: {
      about: 'longest first, as the bank last told',
      schema: z.object({
        draws: z.array(view),
        more: moreWait,
      }),
    },
  },
});
