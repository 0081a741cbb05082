import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import { isDivision } from '../../policies/codes/codes.ts';
import { regionValueMisfit } from '../../policies/insurers/region-entries.ts';
import type { RecordedRegionValue } from '../../store/register/region-values.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import type { ViewOf } from '../http/view-of.ts';
import { day, line } from '../http/words.ts';

const ofDivision = z.object({ division: z.string().meta({ example: '500154' }) });
const params = ofDivision.extend({
  section: z.string().meta({ example: 'funds' }),
  name: z.string().meta({ example: '310105' }),
});
type Params = z.infer<typeof params>;

/** Whatever JSON can say; named, so that the document of the API names it too. */
const anyJson: z.ZodType = z
  .lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(anyJson), z.record(z.string(), anyJson)]),
  )
  .meta({ id: 'AnyJson' });

const body = z
  .strictObject({
    validFrom: day.meta({ description: 'the first day of which it counts; a later value takes its place' }),
    value: z.record(z.string().max(40), anyJson, coded('field-value')).meta({
      description: 'as the file of a region writes it, without cite (docs/INSURER-REGIONS.md)',
      example: { part: 'basic-insurance', header: 'hifp_pay' },
    }),
    source: line(500).meta({ description: 'the paper that says so', example: '县医保局函〔2024〕12 号' }),
  })
  .meta({ id: 'RegionValue' });
type Body = z.infer<typeof body>;

const view = z
  .object({
    ...{ division: z.string(), section: z.string(), name: z.string() },
    validFrom: z.string().meta({ format: 'date' }),
    value: z.record(z.string(), z.unknown()),
    source: z.string(),
    state: z
      .enum(['proposed', 'in-force'])
      .meta({ description: 'in force once another person put the same' }),
    ...{ proposedBy: z.string(), proposedAt: instant },
    ...{ confirmedBy: z.string().nullable(), confirmedAt: instant.nullable() },
  })
  .meta({ id: 'EnteredRegionValue' });

const put = operation({
  id: 'putRegionValue',
  zh: '补录统筹区医保接口的编码、用语(两人)',
  en: 'complete the tables of an insurer’s region by what its own papers say; two people',
  tag: 'county',
  params,
  body,
  replies: {
    202: { about: 'proposed: another person puts the same', schema: view },
    200: { about: 'in force', schema: view },
  },
  problems: ['county-parameter-conflict', 'second-person-needed'],
});

const list = operation({
  id: 'listRegionValues',
  zh: '统筹区医保接口的补录内容',
  en: 'what was entered for the tables of an insurer’s region',
  tag: 'county',
  params: ofDivision,
  replies: {
    200: {
      about: 'proposed and in force, by section and name',
      schema: z.object({ values: z.array(view) }).meta({ id: 'RegionValues' }),
    },
  },
});

/** What a county enters for its insurer's tables beside policies/insurers: dated, with its paper, by two people; every process reads it at once. */
export function regionValueRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { regionValues, audit, clock } = deps;
  server.put<{ Params: Params; Body: Body }>(
    '/v1/insurer-regions/:division/:section/:name',
    put,
    async (request, reply) => {
      const { division, section, name } = request.params;
      const { validFrom, value, source } = request.body;
      expectFits(deps, request.params, value);
      const [actor, at] = [actorOf(callerOfRoute(request)), clock.now()];
      const entry = { division, section, name, validFrom, value, source };
      const done = await regionValues.putRegionValue(entry, { actor, at });
      switch (done.kind) {
        case 'conflict':
          throw new HubProblem('county-parameter-conflict');
        case 'same-person':
          throw new HubProblem('second-person-needed');
        case 'repeated':
          return viewOf(done.value);
        case 'proposed':
        case 'confirmed':
          await audit.appendOwed();
          return reply.status(done.kind === 'proposed' ? 202 : 200).send(viewOf(done.value));
        default:
          return never(done);
      }
    },
  );
  server.get<{ Params: z.infer<typeof ofDivision> }>(
    '/v1/insurer-regions/:division/values',
    list,
    async (request) => ({
      values: (await regionValues.regionValues(request.params.division)).map(viewOf),
    }),
  );
}

/** Throws HubProblem `request-invalid` for a place that no region's file covers, and for what its file could not hold. */
function expectFits({ regions, clock }: ApiDeps, { division, section, name }: Params, value: object): void {
  const known = isDivision(division) && regions.on(division, clock.today()) !== undefined;
  const misfit = known ? regionValueMisfit(section, name, value) : 'division';
  if (misfit !== null)
    throw new HubProblem('request-invalid', { errors: [fieldError(`/${misfit}`, 'field-value')] });
}

function viewOf({ confirmedBy, ...said }: RecordedRegionValue): ViewOf<typeof view> {
  return { ...said, confirmedBy, state: confirmedBy === null ? 'proposed' : 'in-force' };
}
