import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { deliveredCounts, deliveredList, deliveryInstitution, thumbprint } from './delivery-views.ts';
import { planOf } from './prepare-deliveries.ts';

type Params = z.infer<typeof deliveryInstitution>;

const view = z
  .object({
    institution: z.string(),
    ...deliveredCounts,
    lists: z.array(deliveredList),
    key: thumbprint.nullable().meta({ description: 'of the registered key; null: none is registered' }),
    on: z.boolean().meta({ description: 'the lists go there already' }),
    article: z.string().meta({ description: 'by which the lists are pushed' }),
    ...{ zh: z.string(), en: z.string() },
  })
  .meta({ id: 'ListDeliveryPreview' });

/** Before two people switch it on: how many people, by category, a first delivery would name. Nothing is prepared. */
export function deliveryPreviewRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: Params }>(
    '/v1/institutions/:id/list-delivery-preview',
    preview,
    async ({ params: { id } }) => {
      const institution = id as InstitutionId;
      const plan = await planOf(deps, institution);
      if (plan === null) throw new HubProblem('list-delivery-not-in-scheme');
      const { lists, rule } = plan;
      const { article, zh, en } = rule;
      const [counts, key, on] = await Promise.all([
        deps.lists.deliveries.preview({ asOf: deps.clock.today(), lists }),
        deps.lists.deliveryKeys.key(institution),
        deps.lists.deliveries.switchedOn(deps.clock.today()),
      ]);
      return {
        ...{ institution, ...counts, lists, key: key?.thumbprint ?? null, article, zh, en },
        on: on.some((one) => one.institution === institution),
      };
    },
  );
}

const preview = operation({
  id: 'previewListDelivery',
  zh: '名单下发预览:各类别人数、名单和已登记的公钥指纹,不产生下发',
  en: 'how many people a first delivery to this hospital would name, by category; nothing is prepared',
  tag: 'agencies',
  params: deliveryInstitution,
  replies: { 200: { about: 'counts', schema: view } },
  problems: ['institution-unknown', 'list-delivery-not-in-scheme'],
});
