import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { redCrossDiseases } from '../../policies/codes/codes.ts';
import { approvedInstitutions } from '../../policies/engine/approved-institutions.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { readRatio } from '../../policies/settlement/county-values.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount, codeId, day } from '../http/words.ts';

const params = z.object({ id: codeId, name: codeId });
type Params = z.infer<typeof params>;

const standards = z.partialRecord(z.enum(redCrossDiseases), amount);
const approvals = approvedInstitutions.max(1_000);
const body = z
  .strictObject({
    validFrom: day,
    value: z.union([z.string().meta({ example: '0.50' }), standards, approvals]).meta({
      description:
        'a ratio as a decimal string, standards in fen by disease, or the whole list of approved institutions, each with its days and its approval',
    }),
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
      await checkValue(deps, request.params, request.body.value);
      const entry = { scheme, parameter, ...request.body, enteredBy, enteredAt: deps.clock.now() };
      const subject = `${scheme}/${parameter}`;
      const kind = await deps.countyParameters.enterCountyParameter(entry, {
        ...{ actor: enteredBy, action: 'enter-parameter', subject, reason: null, at: entry.enteredAt },
      });
      if (kind === 'conflict') throw new HubProblem('county-parameter-conflict');
      await deps.audit.appendOwed();
      return { id: subject };
    },
  );
}

/** Throws HubProblem `scheme-unknown`, or `request-invalid` for a parameter that the scheme does not leave to the county, and with every row of a list that is wrong. */
async function checkValue(deps: ApiDeps, { id, name }: Params, value: Body['value']): Promise<void> {
  const versions: readonly SchemeVersion[] = deps.schemes.versions(id);
  if (versions.length === 0) throw new HubProblem('scheme-unknown');
  const unit = versions.at(-1)?.county.get(name)?.unit;
  const kind =
    typeof value === 'string' ? 'ratio' : Array.isArray(value) ? 'approved-institutions' : 'disease-standard';
  const fits = unit === kind;
  if (!fits) refuse([fieldError(unit === undefined ? '/name' : '/value', 'field-value')]);
  if (typeof value === 'string') readRatio(value, '/value');
  if (Array.isArray(value)) refuse(await wrongRows(deps.parties, value, openTypes(versions)));
}

async function wrongRows(
  parties: ApiDeps['parties'],
  rows: z.infer<typeof approvals>,
  types: ReadonlySet<string>,
): Promise<readonly FieldError[]> {
  const errors: FieldError[] = [];
  for (const [index, { institution, from, until }] of rows.entries()) {
    const known = await parties.institution(institution as InstitutionId);
    const at = `/value/${index}`;
    // The text opens the door to grass-roots institutions only.
    if (known === undefined || !types.has(known.type))
      errors.push(fieldError(`${at}/institution`, 'field-value'));
    if (until !== null && until <= from) errors.push(fieldError(`${at}/until`, 'days-reversed'));
  }
  return errors;
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

function openTypes(versions: readonly SchemeVersion[]): ReadonlySet<string> {
  const rules = versions.at(-1)?.admission ?? [];
  return new Set(rules.flatMap((rule) => (rule.require === 'category' ? (rule.openTypes ?? []) : [])));
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
