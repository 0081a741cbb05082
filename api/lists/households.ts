import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Household, HouseholdMember } from '../../store/lists/households.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { day, idNumber } from '../http/words.ts';
import { ownStay } from '../stays/stay-view.ts';
import { knownQuery } from './listed-categories.ts';
import { type ListParams, listParams, ownList } from './versions.ts';

const body = z.strictObject({
  idNumber,
  on: day.optional().meta({ description: 'the day that is asked for; today when left out' }),
});

/** Who is listed in the same household: a hospital asks for the patient of its own stay, an agency within its own list. Nobody is named. */
export function householdRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { households } = deps.lists;
  server.get<{ Params: CaseParams; Querystring: z.infer<typeof knownQuery> }>(
    '/v1/stays/:caseRef/household',
    ofStay,
    async (request) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { personRef, admittedOn: on, acceptedAt } = stay;
      const { known } = request.query;
      const found = await households.householdsOf({
        ...{ personRef, on },
        ...(known === 'then' ? { knownAt: acceptedAt } : {}),
      });
      return { on, known, households: found.map(viewOf) };
    },
  );
  server.post<{ Params: ListParams; Body: z.infer<typeof body> }>(
    '/v1/lists/:listId/household',
    ofList,
    async (request) => {
      const { listId } = await ownList(deps, request);
      const { on = deps.clock.today() } = request.body;
      const parsed = parseIdentityNumber(request.body.idNumber);
      invariant(parsed.ok, 'the schema let a wrong number through');
      const personRef = await deps.people.find({ idNumber: parsed.number });
      const found =
        personRef === undefined ? [] : await households.householdsOf({ personRef, on, lists: [listId] });
      return { on, households: found.map(viewOf) };
    },
  );
}

function viewOf({ listId, listAsOf, stated, others }: Household) {
  const people = Map.groupBy(others, ({ personRef }) => personRef);
  return {
    ...{ listId, listAsOf, stated },
    listed: people.size + 1,
    others: [...people].map(([personRef, lines]) => ({ personRef, categories: lines.map(categoryOf) })),
  };
}

function categoryOf({ code, since }: HouseholdMember) {
  return { category: code, since };
}

const households = z.array(
  z.object({
    listId: z.string(),
    listAsOf: z.string(),
    stated: z
      .boolean()
      .meta({ description: 'false: the list gives no household number, so nobody else can be told' }),
    listed: z
      .int()
      .meta({ description: 'people of the household whom this list names, the person among them' }),
    others: z.array(
      z.object({
        personRef: z.string(),
        categories: z.array(z.object({ category: z.string(), since: z.string() })),
      }),
    ),
  }),
);

const ofStay = operation({
  id: 'getHousehold',
  zh: '与患者同户的在册人员(入院当日)',
  en: 'who was listed in the household of the patient on the admission day',
  tag: 'stays',
  params: caseParams,
  query: knownQuery,
  replies: {
    200: {
      about: 'one entry for each list that named the patient; none: not listed',
      schema: z.object({ on: z.string(), known: z.enum(['then', 'today']), households }),
    },
  },
  problems: ['case-unknown', 'request-invalid'],
});

const ofList = operation({
  id: 'getListedHousehold',
  zh: '本名单中与某人同户的在册人员',
  en: 'whom this list names in the household of a person',
  tag: 'agencies',
  params: listParams,
  body,
  replies: {
    200: {
      about: 'none: this list does not name the person on that day',
      schema: z.object({ on: z.string(), households }),
    },
  },
  problems: ['list-unknown', 'request-invalid'],
});
