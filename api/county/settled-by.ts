import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const settledBy = z.enum(['hub', 'hospital']).meta({
  description:
    'who registers and settles with the insurer stays that are admitted on these days; without a rule, the hub',
});

const body = z
  .strictObject({ ...datedRule, settledBy })
  .refine(inOrder('settled-by'), daysReversed)
  .meta({ id: 'SettledByRule' });

const replies = ruleReplies(z.object({ ...shownRule, settledBy }), 'SettledByRules');

const put = operation({
  ...replies.put,
  id: 'putSettledBy',
  zh: '设定由谁办理医保登记和结算(两人)',
  en: 'whose system registers and settles with the insurer; two people of the hospital',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listSettledBy',
  zh: '由谁办理医保登记和结算',
  en: 'whose system registers and settles with the insurer',
});

/** A hospital's own dated rule of whose system registers and settles with the insurer; two of its people. The day of admission counts. */
export function settledByRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'settled-by', path: 'settled-by', put, list });
}
