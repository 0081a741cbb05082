import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, type InstitutionId, isCaseRef } from '../../domain/ids.ts';
import { stages } from '../../domain/stay.ts';
import type { ApiDeps } from '../deps.ts';
import { type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { hospitalSeen } from '../http/own-data.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { type CaseParams, caseParams, pageQuery } from '../http/schemas.ts';
import { isUnderWay, ownWholeStay, summaryOf, viewOfWhole } from './stay-view.ts';
import { stayPage, stayView } from './views.ts';

const listQuery = z.strictObject({
  ...pageQuery,
  institution: z.string().max(64).optional().meta({
    description: 'for offices of the county; a hospital sees its own, and none under another’s name',
  }),
  admissionNo: z.string().max(64).optional(),
  stage: z.enum(stages).optional(),
});
type ListQuery = z.infer<typeof listQuery>;

/** Look-ups of stays: one, or a page of the caller's own. */
export function stayRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef', read, (request, reply) => {
    const { caseRef } = request.params;
    const look = async () => {
      const whole = await ownWholeStay(deps.stays, request.caller, caseRef);
      return { view: viewOfWhole(deps, whole), underWay: isUnderWay(whole.stay) };
    };
    return deps.polls.answer(request, reply, { topic: 'stay', about: caseRef, look });
  });
  server.get<{ Querystring: ListQuery }>('/v1/stays', list, async (request) =>
    page(deps, callerOfRoute(request), request.query),
  );
}

const read = operation({
  id: 'getStay',
  zh: '查询病例',
  en: 'one stay',
  tag: 'stays',
  params: caseParams,
  waits: true,
  replies: { 200: { about: 'the stay as it is now', schema: stayView } },
  problems: ['case-unknown'],
});

const list = operation({
  id: 'listStays',
  zh: '病例列表(可按住院号查)',
  en: 'stays of the caller, by admission number if given',
  tag: 'stays',
  query: listQuery,
  replies: { 200: { about: 'a page', schema: stayPage } },
  problems: ['request-invalid'],
});

async function page(deps: ApiDeps, caller: Caller, query: ListQuery) {
  const own = hospitalSeen(caller) ?? query.institution;
  // Under another hospital's name there is nothing for this one.
  if (query.institution !== undefined && query.institution !== own) return { stays: [], next: null };
  if (query.admissionNo !== undefined) {
    if (own === undefined)
      throw new HubProblem('request-invalid', { errors: [fieldError('/institution', 'field-missing')] });
    // Another hospital's number is simply not there.
    const stay = await deps.stays.stayByAdmissionNo(own as InstitutionId, query.admissionNo);
    return { stays: stay === undefined ? [] : [summaryOf(stay)], next: null };
  }
  const after = readCursor(query.cursor, caseRefText);
  const found = await deps.stays.listStays({
    ...(own === undefined ? {} : { institution: own as InstitutionId }),
    ...(query.stage === undefined ? {} : { stage: query.stage }),
    ...(after === undefined ? {} : { after }),
    limit: query.limit + 1,
  });
  const { items, next } = pageOf(found, query.limit, (stay) => stay.caseRef);
  return { stays: items.map(summaryOf), next };
}

const caseRefText = z.custom<CaseRef>((value) => typeof value === 'string' && isCaseRef(value));
