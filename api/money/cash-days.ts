import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { agrees, cashLines } from '../../domain/cash-days.ts';
import { HubProblem } from '../../domain/failures.ts';
import { enteredMethods } from '../../domain/payment-methods.ts';
import type { CashDay } from '../../store/money/cash-days.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { seenHospital } from '../http/own-data.ts';
import type { ViewOf } from '../http/view-of.ts';
import { amount, codeId, day, line, senderId } from '../http/words.ts';

const params = z.object({ id: codeId.meta({ example: 'H50015400001' }), day });
type Params = z.infer<typeof params>;

const total = z.strictObject({
  cashier: senderId.meta({ description: 'as the hospital’s system names the cashier' }),
  method: z.enum(enteredMethods),
  fen: amount,
  payments: z.int().min(1).max(100_000),
});
const countBody = z
  .strictObject({
    totals: z
      .array(total)
      .max(1_000)
      .refine(
        (totals) =>
          new Set(totals.map(({ cashier, method }) => `${cashier}\n${method}`)).size === totals.length,
        coded('field-range'),
      )
      .meta({ description: 'what each cashier took by each method, of patients whose stay is in the hub' }),
  })
  .meta({ id: 'CashCount' });
type CountBody = z.infer<typeof countBody>;
const explainBody = z.strictObject({ explanation: line(200) }).meta({ id: 'CashExplained' });
type ExplainBody = z.infer<typeof explainBody>;

/** What was taken at a hospital's windows on a day, held against its own count; a difference is the hospital's to correct or to explain. */
export function cashDayRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  const url = '/v1/institutions/:id/cash-days/:day';
  server.get<{ Params: Params }>(url, show, (request) =>
    viewOf(deps, ownDay(callerOfRoute(request), request.params)),
  );
  server.put<{ Params: Params; Body: CountBody }>(url, count, async (request, reply) => {
    const caller = callerOfRoute(request);
    const of = ownDay(caller, request.params);
    if (of.day > clock.today())
      throw new HubProblem('request-invalid', { errors: [fieldError('/day', 'day-in-future')] });
    const { totals } = request.body;
    const done = await stays.countCash(of, { totals, actor: actorOf(caller), at: clock.now() });
    return reply.status(done === 'recorded' ? 201 : 200).send(await viewOf(deps, of));
  });
  server.post<{ Params: Params; Body: ExplainBody }>(
    `${url}/explanation`,
    explain,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const of = ownDay(caller, request.params);
      const { explanation } = request.body;
      const done = await stays.explainCash(of, { explanation, actor: actorOf(caller), at: clock.now() });
      if (done === undefined) throw new HubProblem('cash-count-unknown');
      if (done === 'same-person') throw new HubProblem('second-person-needed');
      return reply.status(201).send(await viewOf(deps, of));
    },
  );
}

/** Throws HubProblem `not-allowed` for a hospital that asks about another one. */
function ownDay(caller: Caller, { id, day: on }: Params): CashDay {
  return { institution: seenHospital(caller, id), day: on };
}

async function viewOf({ stays }: Pick<ApiDeps, 'stays'>, of: CashDay): Promise<ViewOf<typeof view>> {
  const [taken, counted] = [await stays.takenOn(of), await stays.cashCount(of)];
  const lines = cashLines(taken, counted?.totals ?? []);
  const { countedBy = null, countedAt = null, explanation = null, explainedBy = null } = counted ?? {};
  const said = { ...{ countedBy, countedAt }, ...{ explanation, explainedBy } };
  return { ...of, agrees: counted === undefined ? null : agrees(lines), lines, ...said };
}

const sum = z.object({ fen: z.int().meta({ description: 'fen' }), payments: z.int() });
const view = z
  .object({
    ...{ institution: z.string(), day: z.string().meta({ format: 'date' }) },
    agrees: z.boolean().nullable().meta({ description: 'null: the hospital has not counted the day yet' }),
    lines: z.array(
      z.object({
        cashier: z.string().meta({ description: '-: the hospital did not say who took it' }),
        method: z.string(),
        hub: sum.nullable().meta({ description: 'what the hub was told payment by payment' }),
        hospital: sum.nullable().meta({ description: 'what the hospital’s own system counted' }),
        differenceFen: z.int().meta({ description: 'the hospital’s amount less the hub’s (fen)' }),
      }),
    ),
    ...{ countedBy: z.string().nullable(), countedAt: instant.nullable() },
    explanation: z.string().nullable().meta({ description: 'why it differs and stays so' }),
    explainedBy: z.string().nullable(),
  })
  .meta({ id: 'CashDay' });

const show = operation({
  id: 'getCashDay',
  zh: '收费员日结:系统与医院的合计',
  en: 'what each cashier took on a day: the hub’s sums and the hospital’s',
  tag: 'operators',
  params,
  replies: {
    200: {
      about: 'by the day on which the patients paid; draws on a credit line are not in it',
      schema: view,
    },
  },
});

const count = operation({
  id: 'putCashDay',
  zh: '报送收费员日结合计',
  en: 'the hospital’s own count of a day, cashier by cashier',
  tag: 'operators',
  params,
  body: countBody,
  replies: {
    201: { about: 'kept; the last count of a day counts', schema: view },
    200: { about: 'the last count says the same', schema: view },
  },
});

const explain = operation({
  id: 'explainCashDay',
  zh: '说明日结差异(非报送人)',
  en: 'why a count differs and stays so; by somebody else than who counted',
  tag: 'operators',
  params,
  body: explainBody,
  replies: { 201: { about: 'recorded', schema: view } },
  problems: ['cash-count-unknown', 'second-person-needed'],
});
