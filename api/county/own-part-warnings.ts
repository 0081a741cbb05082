import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount } from '../http/words.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const words = {
  sharePermille: z.int().min(1).max(1000).nullable().default(null).meta({
    description: 'of a thousand of what the stay has cost so far',
  }),
  amountFen: amount.nullable().default(null),
};
const body = z
  .strictObject({ ...datedRule, ...words })
  .refine(inOrder('own-part-warning'), daysReversed)
  .refine(({ sharePermille, amountFen }) => sharePermille !== null || amountFen !== null, {
    ...coded('rule-without-limit'),
  })
  .meta({ id: 'OwnPartWarningRule' });
const view = z.object({
  ...{ ...shownRule, sharePermille: z.int().nullable(), amountFen: z.int().nullable() },
});

const replies = ruleReplies(view, 'OwnPartWarningRules');

const put = operation({
  ...replies.put,
  id: 'putOwnPartWarning',
  zh: '设定个人负担预警线(两人)',
  en: 'when the hospital warns that the own part runs away; two of its people',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listOwnPartWarnings',
  zh: '个人负担预警线',
  en: 'the hospital’s rules of when it warns of the own part',
});

/** A hospital's own dated rule of when the own part of a stay runs away. */
export function ownPartWarningRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'own-part-warning', path: 'own-part-warnings', put, list });
}
