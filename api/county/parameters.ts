import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { redCrossDiseases } from '../../policies/codes/codes.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { readRatio } from '../../policies/settlement/county-parameters.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount, codeId, day } from '../http/schemas.ts';

const params = z.object({ id: codeId, name: codeId });
type Params = z.infer<typeof params>;

const standards = z.partialRecord(z.enum(redCrossDiseases), amount);
const body = z
  .strictObject({
    validFrom: day,
    value: z
      .union([z.string().meta({ example: '0.50' }), standards])
      .meta({ description: 'a ratio as a decimal string, or standards in fen by disease' }),
    source: z.string().trim().min(1, coded('text-invalid')).max(500).meta({ example: '保险合同 2017-3 号' }),
  })
  .meta({ id: 'CountyParameter' });
type Body = z.infer<typeof body>;

/** What a scheme leaves to the county: entered by its operator with the paper it stands in, dated, never overwritten. */
export function countyParameterRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.put<{ Params: Params; Body: Body }>(
    '/v1/schemes/:id/parameters/:name',
    putParameter,
    async (request) => {
      const { id: scheme, name: parameter } = request.params;
      const enteredBy = actorOf(callerOfRoute(request));
      checkValue(deps, request.params, request.body.value);
      const entry = { scheme, parameter, ...request.body, enteredBy, enteredAt: deps.clock.now() };
      const kind = await deps.countyParameters.enterCountyParameter(entry);
      if (kind === 'conflict') throw new HubProblem('county-parameter-conflict');
      const subject = `${scheme}/${parameter}`;
      await deps.audit.appendAudit({
        ...{ actor: enteredBy, action: 'enter-parameter', subject, reason: null, at: entry.enteredAt },
      });
      return { id: subject };
    },
  );
}

/** Throws HubProblem `scheme-unknown`, or `request-invalid` for a parameter that the scheme does not leave to the county. */
function checkValue({ schemes }: ApiDeps, { id, name }: Params, value: Body['value']): void {
  const versions: readonly SchemeVersion[] = schemes.versions(id);
  if (versions.length === 0) throw new HubProblem('scheme-unknown');
  const unit = versions.at(-1)?.county.get(name)?.unit;
  const fits = unit === 'ratio' ? typeof value === 'string' : unit !== undefined && typeof value === 'object';
  if (!fits)
    throw new HubProblem('request-invalid', {
      errors: [fieldError(unit === undefined ? '/name' : '/value', 'field-value')],
    });
  if (typeof value === 'string') readRatio(value);
}

const putParameter = operation({
  id: 'putCountyParameter',
  zh: '录入方案的县级参数',
  en: 'enter what a scheme leaves to the county',
  tag: 'county',
  params,
  body,
  replies: { 200: { about: 'entered', schema: z.object({ id: z.string() }) } },
  problems: ['scheme-unknown', 'county-parameter-conflict'],
});
