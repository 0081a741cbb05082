import type { FastifyInstance } from 'fastify';
import { stayEventKinds } from '../../store/stays/event-kinds.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { isUnderWay, ownStay } from './stay-view.ts';
import { eventsView } from './views.ts';

/** What happened to a stay, in order. */
export function eventRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/events', events, (request, reply) => {
    const look = async () => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const told = (await deps.stays.events(stay.caseRef)).map(({ kind, ...event }) => {
        const { zh, en } = stayEventKinds[kind];
        return { ...event, kind, zh, en };
      });
      return { view: { events: told }, underWay: isUnderWay(stay) };
    };
    return deps.polls.answer(request, reply, { topic: 'stay', about: request.params.caseRef, look });
  });
}

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
