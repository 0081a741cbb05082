import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionRule } from '../../store/register/institution-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { thumbprint } from '../lists/delivery-views.ts';
import { planOf } from '../lists/prepare-deliveries.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const body = z
  .strictObject({ ...datedRule, key: thumbprint })
  .refine(inOrder('list-delivery'), daysReversed)
  .meta({ id: 'ListDeliveryRule' });

const replies = ruleReplies(z.object({ ...shownRule, key: z.string() }), 'ListDeliveryRules');

const put = operation({
  ...replies.put,
  id: 'putListDelivery',
  zh: '开通向该机构下发名单，加密到所写指纹的公钥(卫健委两人)',
  en: 'the lists go to this hospital on these days, sealed to the key of this thumbprint; two people of the health commission',
  body,
  problems: [
    ...replies.put.problems,
    'institution-unknown',
    'delivery-key-unknown',
    'list-delivery-not-in-scheme',
  ],
});

const list = operation({
  ...replies.list,
  id: 'listListDelivery',
  zh: '名单下发的开通期间',
  en: 'when the lists go to this hospital, and to which key',
});

/** The health commission's dated rule that the lists go to a hospital; two of its people. Without one nothing goes. */
export function listDeliveryRuleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'list-delivery', path: 'list-delivery', put, list, expect });
}

/** One that is in force is only ended: its key may be gone by then. */
async function expect(deps: ApiDeps, { institution, kind, ruleNo, rule }: InstitutionRule): Promise<void> {
  const known = await deps.institutionRules.institutionRules(institution, kind);
  if (known.some((one) => one.ruleNo === ruleNo && one.confirmedBy !== null)) return;
  const plan = await planOf(deps, institution);
  if (plan === null) throw new HubProblem('list-delivery-not-in-scheme');
  const registered = await deps.lists.deliveryKeys.key(institution);
  if (registered?.thumbprint !== (rule as z.infer<typeof body>).key)
    throw new HubProblem('delivery-key-unknown', { detail: registered?.thumbprint ?? 'none is registered' });
}
