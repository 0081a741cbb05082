import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { isUnderWay, ownStay } from '../stays/stay-view.ts';
import { eventsView, settlementView } from '../stays/views.ts';
import { settlementOf } from './settlement-view.ts';

/** What became of a stay: its settlement, and what happened in order. */
export function settlementRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/settlement', settlement, async (request) => {
    const { caseRef } = await ownStay(deps.stays, request.caller, request.params.caseRef);
    return settlementOf(deps.stays, caseRef);
  });
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/events', events, (request, reply) => {
    const look = async () => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      return { view: { events: await deps.stays.events(stay.caseRef) }, underWay: isUnderWay(stay) };
    };
    return deps.polls.answer(request, reply, { topic: 'stay', about: request.params.caseRef, look });
  });
}

const settlement = operation({
  id: 'getSettlement',
  zh: '结算单与各方付款进度',
  en: 'the settlement, and how far each payer is',
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'the settlement', schema: settlementView } },
  problems: ['case-unknown', 'stage-unfit'],
});

const events = operation({
  id: 'getEvents',
  zh: '病例经过',
  en: 'what happened, in order',
  tag: 'stays',
  params: caseParams,
  waits: true,
  replies: { 200: { about: 'every event', schema: eventsView } },
  problems: ['case-unknown'],
});
