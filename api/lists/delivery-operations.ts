import { z } from 'zod';
import { operation } from '../http/operation.ts';
import { pageQuery } from '../http/schemas.ts';
import { codeId } from '../http/words.ts';
import { deliveryInList, deliveryParams, deliveryView } from './delivery-views.ts';

export const listQuery = z.strictObject({ ...pageQuery, institution: codeId.optional() });
export const askBody = z
  .strictObject({
    whole: z.boolean().default(false).meta({
      description: 'all of the list, as after a loss; left out: what changed since the last receipt',
    }),
  })
  .meta({ id: 'ListDeliveryAsked' });
export const pageParams = deliveryParams.extend({ page: z.coerce.number().int().min(1).max(1_000_000) });
export const receiptBody = z
  .strictObject({
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({
        description:
          'SHA-256, in hexadecimal, over the SHA-256 of each opened page (as bytes), in their order',
      }),
  })
  .meta({ id: 'ListDeliveryReceipt' });

const common = { tag: 'agencies' } as const;

export const listDeliveries = operation({
  ...common,
  id: 'listListDeliveries',
  zh: '名单下发及其回执',
  en: 'deliveries of the lists to hospitals, newest first: what waits, what was receipted',
  query: listQuery,
  replies: {
    200: {
      about: 'a page; a hospital sees its own',
      schema: z.object({ deliveries: z.array(deliveryInList), next: z.string().nullable() }),
    },
  },
  problems: ['request-invalid'],
});

export const askDelivery = operation({
  ...common,
  id: 'askListDelivery',
  zh: '请求下发:未取得的变动,或全部名单',
  en: 'have prepared now what the hospital does not have yet, or all of the list',
  body: askBody,
  replies: {
    201: { about: 'it waits', schema: z.object({ delivery: deliveryInList }) },
    200: {
      about: 'nothing new: nothing changed, or what waits says it already',
      schema: z.object({ delivery: z.null() }),
    },
  },
  problems: ['list-delivery-off'],
});

export const getDelivery = operation({
  ...common,
  id: 'getListDelivery',
  zh: '一次名单下发:页、取走情况和回执',
  en: 'one delivery with its pages: who fetched which, and the receipt',
  params: deliveryParams,
  replies: { 200: { about: 'the delivery', schema: deliveryView } },
  problems: ['list-delivery-unknown'],
});

/** One page, sealed. */
export const pageView = z.object({
  ...{ delivery: z.int(), page: z.int(), pages: z.int() },
  jwe: z.string().meta({
    description:
      'JWE compact (RFC 7516), ECDH-ES+A256KW and A256GCM; it opens to JSON: digest.key, people with HMAC-SHA-256 of their number and their categories; without a category: listed no more',
  }),
});

export const fetchPage = operation({
  ...common,
  id: 'fetchListDeliveryPage',
  zh: '取走一页,加密到本机构公钥;中断后可从任一页继续',
  en: 'one page, sealed to the hospital’s key; any page can be fetched again, so that a break is no beginning anew',
  params: pageParams,
  replies: {
    200: {
      about: 'the page',
      schema: pageView,
    },
  },
  problems: ['list-delivery-unknown', 'list-delivery-over', 'list-delivery-off'],
});

export const receiptDelivery = operation({
  ...common,
  id: 'receiptListDelivery',
  zh: '回执:各页均已解密,以明文摘要为证',
  en: 'the receipt: every page was opened, shown by the digest of what they open to',
  params: deliveryParams,
  body: receiptBody,
  replies: { 200: { about: 'receipted', schema: deliveryView } },
  problems: [
    'list-delivery-unknown',
    'list-delivery-over',
    'list-delivery-differs',
    'list-delivery-not-fetched',
  ],
});
