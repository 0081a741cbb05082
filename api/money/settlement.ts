import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownStay } from '../stays/stay-view.ts';
import { settlementView } from '../stays/views.ts';
import { settlementOf } from './settlement-view.ts';

/** A stay's settlement, and how far each payer is. */
export function settlementRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/settlement', settlement, async (request) => {
    const { caseRef } = await ownStay(deps.stays, request.caller, request.params.caseRef);
    return settlementOf(deps.stays, caseRef);
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
