import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionRule } from '../../store/register/institution-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount } from '../http/words.ts';
import { insurerForbids } from '../money/interim-allowed.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const what = z.enum(['payment', 'settlement']).meta({
  description:
    '`payment`: the patient pays on account; `settlement`: the bill so far is settled with the payers, where a dated rule of the insurer allows it',
});
const match = z.enum(['all', 'any']).meta({ description: 'both limits, or either' });
const offered = z.enum(['by-itself', 'by-person']).meta({
  description: 'due once it is reached, or once a person of the hospital offers it, or opens the bill',
});

const body = z
  .strictObject({
    ...datedRule,
    what,
    amountFen: amount
      .refine((value) => value > 0, coded('field-range'))
      .nullable()
      .default(null)
      .meta({
        description: 'fen; the own part that is not paid on account yet, or the cost that is not settled yet',
      }),
    days: z
      .int()
      .min(1)
      .max(365)
      .nullable()
      .default(null)
      .meta({ description: 'since the admission, or the stage before' }),
    ...{ match, offered },
  })
  .refine(inOrder('staging'), daysReversed)
  .refine(({ amountFen, days }) => amountFen !== null || days !== null, { ...coded('rule-without-limit') })
  .meta({ id: 'StagingRule' });

const view = z.object({
  ...{ ...shownRule, what, amountFen: z.int().nullable(), days: z.int().nullable() },
  ...{ match, offered },
});

const replies = ruleReplies(view, 'StagingRules');

const put = operation({
  ...replies.put,
  id: 'putStagingRule',
  zh: '设定分阶段缴费或分阶段结算办法(两人)',
  en: 'when patients pay on account, or the stay is settled so far, in mid-stay; two people of the hospital',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listStagingRules',
  zh: '分阶段缴费、分阶段结算办法',
  en: 'the hospital’s rules of staged payment and settlement',
});

/** A hospital's own dated rule of when patients pay on account in mid-stay, or the stay is settled so far; two of its people. */
export function stagingRuleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'staging', path: 'staging-rules', put, list, expect });
}

/** A hospital's rule binds no insurer. Throws HubProblem `request-invalid`. */
async function expect(deps: ApiDeps, { institution, validFrom, rule }: InstitutionRule): Promise<void> {
  if ((rule as Pick<z.infer<typeof body>, 'what'>).what !== 'settlement') return;
  const why = await insurerForbids(deps, institution, validFrom);
  if (why !== null)
    throw new HubProblem('request-invalid', {
      detail: why,
      errors: [fieldError('/what', 'staged-settlement-unavailable')],
    });
}
