import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  arrearsEndCodes,
  arrearsEnds,
  arrearsStateCodes,
  arrearsStates,
  servedWays,
} from '../../domain/arrears.ts';
import { signers } from '../../domain/signers.ts';
import type { ArrearsCase } from '../../store/money/arrears-reads.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { ofSeenHospital } from '../http/own-data.ts';
import { firstOf, moreWait } from '../http/page.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { ownStay } from '../stays/stay-view.ts';

/** How many open cases are shown at once. */
const shownAtOnce = 500;

/** Cases of arrears: of one stay, and all that are not over. What is done about one is a resolution of its stay. */
export function arrearsRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/arrears', one, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    return { caseRef, cases: (await stays.arrearsOf(caseRef, clock.today())).map(viewOf) };
  });
  server.get('/v1/arrears', open, async (request) => {
    const caller = callerOfRoute(request);
    const own = ofSeenHospital(caller);
    const { items, more } = await firstOf(shownAtOnce, (limit) =>
      stays.openArrears({ ...own, limit }, clock.today()),
    );
    return { cases: items.map(viewOf), more };
  });
}

function viewOf({ state, endedBecause, ...found }: ArrearsCase): ViewOf<typeof caseView> {
  return {
    ...{ ...found, state, ...arrearsStates[state] },
    ended: endedBecause === null ? null : { because: endedBecause, ...arrearsEnds[endedBecause] },
  };
}

const words = { zh: z.string(), en: z.string() };
const day = z.string().meta({ format: 'date' });
const caseView = z
  .object({
    ...{ caseRef: z.string(), institution: z.string(), scheme: z.string(), arrears: z.int() },
    ...{ state: z.enum(arrearsStateCodes), ...words },
    ...{ appliedOn: day, owedFen: z.int().meta({ description: 'fen, open when the hospital applied' }) },
    noticedOn: day.nullable().meta({ description: 'when the written notice reached the person' }),
    noticeWay: z.enum(servedWays).nullable(),
    noticeReceipt: z.string().nullable(),
    answerUntil: day.nullable().meta({ description: 'the last day of the answer' }),
    listedOn: day.nullable(),
    expiresOn: day.nullable().meta({ description: 'the first day on which the record counts no more' }),
    endedOn: day.nullable(),
    ended: z.object({ because: z.enum(arrearsEndCodes), ...words }).nullable(),
    objections: z.array(
      z.object({
        ...{ objection: z.int(), objectedOn: day, objectedBy: z.enum(signers), dueOn: day },
        ...{ decidedOn: day.nullable(), upheld: z.boolean().nullable() },
      }),
    ),
  })
  .meta({ id: 'ArrearsCase' });

const one = operation({
  id: 'getArrears',
  zh: '病例的恶意欠费事项:申请、告知、申辩、决定、异议',
  en: 'cases of arrears of a stay: application, notice, answer, decision, objection',
  tag: 'stays',
  params: caseParams,
  replies: {
    200: { about: 'in order', schema: z.object({ caseRef: z.string(), cases: z.array(caseView) }) },
  },
  problems: ['case-unknown'],
});

const open = operation({
  id: 'listArrears',
  zh: '在办与在列的恶意欠费事项',
  en: 'cases of arrears that are not over: a hospital sees its own, the offices of the county all',
  tag: 'operators',
  replies: {
    200: {
      about: 'oldest application first',
      schema: z.object({ cases: z.array(caseView), more: moreWait }),
    },
  },
});
