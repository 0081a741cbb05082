import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from '../http/authentication.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount } from '../http/words.ts';
import {
  datedRule,
  type InstitutionParams,
  institutionParams,
  ownInstitution,
  putRule,
  ruleOf,
  shownRule,
  viewOfRule,
} from './institution-rules.ts';

const match = z.enum(['all', 'any']).meta({ description: 'both limits, or either' });
const offered = z
  .enum(['by-itself', 'by-person'])
  .meta({ description: 'due once it is reached, or once a person of the hospital offers it' });

const body = z
  .strictObject({
    ...datedRule,
    what: z
      .enum(['payment', 'settlement'])
      .refine((what) => what === 'payment', coded('staged-settlement-unavailable'))
      .meta({ description: 'a payment on account; settling with the payers in mid-stay is not offered' }),
    amountFen: amount
      .refine((value) => value > 0, coded('field-range'))
      .nullable()
      .default(null)
      .meta({ description: 'fen; the own part that is not paid on account yet' }),
    days: z
      .int()
      .min(1)
      .max(365)
      .nullable()
      .default(null)
      .meta({ description: 'since the admission, or the stage before' }),
    ...{ match, offered },
  })
  .refine(({ validFrom, validUntil }) => validFrom < validUntil, {
    ...coded('days-reversed'),
    path: ['validUntil'],
  })
  .refine(({ amountFen, days }) => amountFen !== null || days !== null, { ...coded('rule-without-limit') })
  .meta({ id: 'StagingRule' });
type Body = z.infer<typeof body>;

const view = z.object({
  ...{ ...shownRule, what: z.literal('payment'), amountFen: z.int().nullable(), days: z.int().nullable() },
  ...{ match, offered },
});

/** A hospital's own dated rule of when patients pay on account in mid-stay; two of its people. */
export function stagingRuleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.put<{ Params: InstitutionParams; Body: Body }>(
    '/v1/institutions/:id/staging-rules',
    put,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const rule = ruleOf(ownInstitution(caller, request.params), 'staging', request.body);
      const done = await putRule(deps, caller, rule);
      return reply.status(done.status).send(viewOfRule(done.rule));
    },
  );
  server.get<{ Params: InstitutionParams }>('/v1/institutions/:id/staging-rules', list, async (request) => {
    const institution = ownInstitution(callerOfRoute(request), request.params);
    const rules = await deps.institutionRules.institutionRules(institution, 'staging');
    return { rules: rules.map(viewOfRule) };
  });
}

const put = operation({
  id: 'putStagingRule',
  zh: '设定分阶段缴费办法(两人)',
  en: 'when patients pay on account in mid-stay; two people of the hospital',
  tag: 'county',
  params: institutionParams,
  body,
  replies: {
    202: { about: 'proposed: the person in charge, somebody else, puts the same', schema: view },
    200: { about: 'in force', schema: view },
  },
  problems: ['rule-conflict', 'rule-overlaps', 'second-person-needed'],
});

const list = operation({
  id: 'listStagingRules',
  zh: '分阶段缴费办法',
  en: 'the hospital’s rules of staged payment',
  tag: 'county',
  params: institutionParams,
  replies: {
    200: {
      about: 'proposed and in force, earliest first',
      schema: z.object({ rules: z.array(view) }).meta({ id: 'StagingRules' }),
    },
  },
});
