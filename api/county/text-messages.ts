import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const body = z
  .strictObject(datedRule)
  .refine(inOrder('text-messages'), daysReversed)
  .meta({ id: 'TextMessagesRule' });
const replies = ruleReplies(z.object(shownRule), 'TextMessagesRules');

const put = operation({
  ...replies.put,
  id: 'putTextMessages',
  zh: '开通短信告知(两人)',
  en: 'patients are told by text message on these days; two people of the hospital',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listTextMessages',
  zh: '短信告知的开通期间',
  en: 'when patients are told by text message',
});

/** A hospital's own dated rule that its notices go by text message, where the county has a gateway; two of its people. */
export function textMessageRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'text-messages', path: 'text-messages', put, list });
}
