import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount } from '../http/words.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

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
  .refine(inOrder, daysReversed)
  .refine(({ amountFen, days }) => amountFen !== null || days !== null, { ...coded('rule-without-limit') })
  .meta({ id: 'StagingRule' });

const view = z.object({
  ...{ ...shownRule, what: z.literal('payment'), amountFen: z.int().nullable(), days: z.int().nullable() },
  ...{ match, offered },
});

const replies = ruleReplies(view, 'StagingRules');

const put = operation({
  ...replies.put,
  id: 'putStagingRule',
  zh: '设定分阶段缴费办法(两人)',
  en: 'when patients pay on account in mid-stay; two people of the hospital',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listStagingRules',
  zh: '分阶段缴费办法',
  en: 'the hospital’s rules of staged payment',
});

/** A hospital's own dated rule of when patients pay on account in mid-stay; two of its people. */
export function stagingRuleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'staging', path: 'staging-rules', put, list });
}
