import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { moneySeen, ofSeenHospital } from '../http/own-data.ts';
import { pageOf, readCursor } from '../http/page.ts';
import type { ViewOf } from '../http/view-of.ts';
import {
  type AllocationBody,
  allocate,
  list,
  type RemittanceBody,
  record,
  remittanceCursor,
  type remittanceParams,
  type remittanceQuery,
  type remittanceView,
} from './remittance-operations.ts';

/** Money at the hospital's bank: booked on the day it arrives, allocated when it is explained. */
export function remittanceRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.post<{ Body: RemittanceBody }>('/v1/remittances', record, async (request, reply) => {
    const caller = callerOfRoute(request);
    const { institution, ...body } = request.body;
    if (caller.of !== 'hospital' || caller.institution !== institution)
      throw new HubProblem('not-allowed', { detail: 'money of another institution' });
    if (body.arrivedOn > clock.today())
      throw new HubProblem('request-invalid', { errors: [fieldError('/arrivedOn', 'day-in-future')] });
    const arrived = {
      ...body,
      institution: caller.institution,
      actor: actorOf(caller),
      recordedAt: clock.now(),
    };
    const { kind, remittanceId } = await stays.recordRemittance(arrived);
    return reply.status(kind === 'recorded' ? 201 : 200).send(await one(deps, remittanceId));
  });
  server.get<{ Querystring: z.infer<typeof remittanceQuery> }>('/v1/remittances', list, async (request) => {
    const { open, limit, cursor, remittanceId } = request.query;
    const own = moneySeen(callerOfRoute(request));
    if (own === undefined) return { remittances: [], next: null };
    const after = readCursor(cursor, remittanceCursor);
    const wanted = { ...own, ...(after && { after }), ...(remittanceId !== undefined && { remittanceId }) };
    const found = await stays.remittances({ ...wanted, open: open === 'true', limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ arrivedOn, remittanceId: last }) => ({
      ...{ arrivedOn, remittanceId: last },
    }));
    return { remittances: items, next };
  });
  server.post<{ Params: z.infer<typeof remittanceParams>; Body: AllocationBody }>(
    '/v1/remittances/:remittanceId/allocations',
    allocate,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const { remittanceId } = request.params;
      const owner = ofSeenHospital(caller);
      const booked = { ...request.body, owner, remittanceId, actor: actorOf(caller), at: clock.now() };
      await stays.allocateRemittance(booked);
      deps.nudge('stays');
      return reply.status(201).send(await one(deps, remittanceId));
    },
  );
}

async function one({ stays }: ApiDeps, remittanceId: string): Promise<ViewOf<typeof remittanceView>> {
  const [found] = await stays.remittances({ remittanceId, limit: 1 });
  invariant(found !== undefined, 'a remittance that was just written is gone');
  return found;
}
