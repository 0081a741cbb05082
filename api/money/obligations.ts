import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type CaseRef, isCaseRef, payers } from '../../domain/ids.ts';
import { obligationStates } from '../../store/money/obligation-states.ts';
import type { ApiDeps } from '../deps.ts';
import { type Caller, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { moneySeen } from '../http/own-data.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { int4 } from '../http/words.ts';
import { obligationPage } from './obligation-view.ts';

const query = z.strictObject({
  ...pageQuery,
  payer: z.enum(payers).optional(),
  state: z.enum(obligationStates).optional(),
});
type Query = z.infer<typeof query>;

/** Who owes whom: a payer sees its own, a hospital what is owed to it, an operator all. */
export function obligationRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Querystring: Query }>('/v1/obligations', list, async (request) =>
    page(deps, callerOfRoute(request), request.query),
  );
}

const list = operation({
  id: 'listObligations',
  zh: '应付款项',
  en: 'what payers owe',
  tag: 'payers',
  query,
  replies: { 200: { about: 'a page', schema: obligationPage } },
  problems: ['request-invalid'],
});

async function page({ stays }: ApiDeps, caller: Caller, { limit, cursor, payer, state }: Query) {
  const own = moneySeen(caller);
  if (own === undefined) return { obligations: [], next: null };
  const after = readCursor(cursor, cursorShape);
  const found = await stays.listObligations({
    ...own,
    ...(payer === undefined ? {} : { payer }),
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
    limit: limit + 1,
  });
  const { items, next } = pageOf(found, limit, ({ caseRef, payer, claimSequence }) => ({
    ...{ caseRef, payer, claimSequence },
  }));
  return { obligations: items, next };
}

const cursorShape = z.strictObject({
  caseRef: z.custom<CaseRef>((value) => typeof value === 'string' && isCaseRef(value)),
  payer: z.enum(payers),
  claimSequence: int4,
});
