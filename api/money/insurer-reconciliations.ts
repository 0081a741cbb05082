import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import {
  differenceCodes,
  differenceTexts,
  reconciliationLacks,
  reconciliationStates,
} from '../../domain/insurer-reconciliation.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Reconciliation } from '../../store/money/insurer-reconciliations.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { hospitalSeen, seenHospital } from '../http/own-data.ts';
import { codeId, day } from '../http/words.ts';

const days = { fromOn: day, toOn: day };
const body = z
  .strictObject({ institution: codeId.meta({ example: 'H50015400001' }), ...days })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, { ...coded('days-reversed'), path: ['toOn'] })
  .meta({ id: 'InsurerReconciliationWish' });
type Body = z.infer<typeof body>;
const query = z.strictObject({
  institution: codeId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const fen = z.int().nullable();
const amounts = z.object({ totalFen: z.int(), fundFen: z.int(), accountFen: fen }).nullable();
const words = z.object({ zh: z.string(), en: z.string() });
const difference = z
  .object({
    settlementRef: z.string().meta({ description: 'the insurer’s number of the settlement' }),
    kind: z.enum(differenceCodes),
    caseRef: z.string(),
    ours: amounts.meta({ description: 'fen; null: the hub has none' }),
    theirs: amounts.meta({ description: 'fen, as the insurer told them; null: it has none' }),
    blockedOn: z.enum(['hospital', 'medical-insurance']).meta({ description: 'who must act' }),
    ...{ zh: z.string(), en: z.string(), todo: words },
  })
  .meta({ id: 'InsurerDifference' });
const view = z
  .object({
    institution: z.string(),
    ...{ fromOn: z.string().meta({ format: 'date' }), toOn: z.string().meta({ format: 'date' }) },
    run: z.int().meta({ description: 'how often these days were asked about' }),
    ...{ askedAt: instant, askedBy: z.string().nullable().meta({ description: 'null: the hub, by itself' }) },
    state: z.enum(reconciliationStates).meta({
      description:
        '`balanced`: the totals agree (3201); `agrees`: settlement by settlement (3202); `asked`: not answered yet',
    }),
    code: z.string().nullable().meta({ description: 'what it waits for, or the insurer’s no' }),
    answeredAt: instant.nullable(),
    ...{ settlements: z.int().nullable(), totalFen: fen, fundFen: fen, accountFen: fen },
    others: z.int().nullable().meta({
      description: 'settlements there of patients of the hospital of whom the hub knows nothing',
    }),
    differences: z.array(difference),
  })
  .meta({ id: 'InsurerReconciliation' });

/** Settlements held against the insurer's book: asked by the hospital or the county's office, or by the hub each morning. */
export function insurerReconciliationRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { clock } = deps;
  const { reconciliations } = deps.insurer;
  server.post<{ Body: Body }>('/v1/insurer-reconciliations', ask, async (request, reply) => {
    const caller = callerOfRoute(request);
    const { institution, fromOn, toOn } = request.body;
    seenHospital(caller, institution);
    if (toOn > clock.today())
      throw new HubProblem('request-invalid', { errors: [fieldError('/toOn', 'day-in-future')] });
    const period = { institution: institution as InstitutionId, fromOn, toOn };
    await expectReconciled(deps, period.institution);
    const name = await reconciliations.ask(period, actorOf(caller), clock.now());
    deps.nudge('insurer');
    const asked = await reconciliations.one(name);
    invariant(asked !== undefined, 'a reconciliation that was just asked for is gone');
    return reply.status(202).send(await viewOf(deps, asked));
  });
  server.get<{ Querystring: z.infer<typeof query> }>('/v1/insurer-reconciliations', list, async (request) => {
    const { institution, limit } = request.query;
    const own = ownOf(callerOfRoute(request), institution as InstitutionId | undefined);
    if (own === undefined) return { reconciliations: [] };
    const found = await reconciliations.list({ ...own, limit });
    return { reconciliations: await Promise.all(found.map((one) => viewOf(deps, one))) };
  });
}

/** Throws HubProblem `institution-unknown`, or `insurer-not-reconciled` with what its region's file does not say. */
async function expectReconciled(deps: ApiDeps, institution: InstitutionId): Promise<void> {
  const known = await deps.parties.institution(institution);
  if (known === undefined) throw new HubProblem('institution-unknown');
  const region = deps.regions.on(known.division, deps.clock.today());
  const lacks = region === undefined ? ['division'] : reconciliationLacks(region);
  if (lacks.length === 0) return;
  throw new HubProblem('insurer-not-reconciled', {
    detail: `policies/insurers/${region?.id ?? known.division}: ${lacks.join(', ')}`,
  });
}

/** Undefined: nothing is the caller's. */
function ownOf(
  caller: Caller,
  wanted: InstitutionId | undefined,
): { readonly institution?: InstitutionId } | undefined {
  const institution = hospitalSeen(caller);
  if (institution === null) return wanted === undefined ? {} : { institution: wanted };
  return wanted === undefined || wanted === institution ? { institution } : undefined;
}

async function viewOf({ insurer }: ApiDeps, one: Reconciliation) {
  const differences = one.state === 'differs' ? await insurer.reconciliations.differences(one) : [];
  return { ...one, differences: differences.map((found) => ({ ...found, ...differenceTexts[found.kind] })) };
}

const ask = operation({
  id: 'reconcileWithInsurer',
  zh: '与医保对账(3201 总账,不平时 3202 明细账)',
  en: 'hold a hospital’s settlements of some days against the insurer’s book: by total, and by detail where it does not balance',
  tag: 'payers',
  body,
  replies: { 202: { about: 'asked; what comes of it is read from the list', schema: view } },
  problems: ['request-invalid', 'institution-unknown', 'insurer-not-reconciled'],
});

const list = operation({
  id: 'listInsurerReconciliations',
  zh: '与医保的对账及差异',
  en: 'reconciliations with the insurer, and what differs',
  tag: 'payers',
  query,
  replies: {
    200: {
      about: 'newest first; a hospital sees its own',
      schema: z.object({ reconciliations: z.array(view) }).meta({ id: 'InsurerReconciliations' }),
    },
  },
  problems: ['request-invalid'],
});
