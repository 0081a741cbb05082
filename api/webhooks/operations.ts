import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { type WebhookTopic, webhookTopicCodes, webhookTopics } from '../../domain/webhook-topics.ts';
import { instant } from '../http/answer-words.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';

/** The organisation's own name of an address. */
export const webhookParams = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .meta({ example: 'his' }),
});

const topic = z.enum(webhookTopicCodes as [WebhookTopic, ...WebhookTopic[]]).meta({
  description: Object.entries(webhookTopics)
    .map(([code, { zh, en }]) => `${code}: ${zh} · ${en}`)
    .join('; '),
});

export const webhookBody = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine(isPlain, coded('field-format'))
      .meta({
        description:
          'https, or http in a network that the county named (HUB_WEBHOOK_NETWORKS); without a credential in it',
        example: 'https://his.example.cn/hub-events',
      }),
    topics: z.array(topic).min(1).max(20).optional().meta({
      description:
        'left out: all that the organisation may be told, what comes with later versions too; a hospital of its own stays, others of their digest',
    }),
  })
  .meta({ id: 'WebhookEntry' });

export const eventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^(event_\d{1,15}|list_\d{1,15}|digest_\d{4}-\d{2}-\d{2}_[\w.-]{1,64})$/)
    .refine((id) => !id.startsWith('digest_') || isLocalDate(id.slice(7, 17)), coded('field-format'))
    .optional()
    .meta({
      description: 'id of the last message that you have; left out: from the first that is kept',
      example: 'event_4711',
    }),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** A credential in it would be in every list and log on the way. */
function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username + password + hash === '';
}

const secret = z.string().meta({
  description: 'signs every message (Standard Webhooks); shown this once',
  example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDYzZ5Q0hUdVE=',
});
const webhook = z
  .object({
    party: z.string(),
    name: z.string(),
    url: z.string(),
    topics: z.array(topic),
    state: z.enum(['on', 'off']).meta({
      description:
        'off: it failed for five days, or said for one that it is gone (410); PUT it again to go on',
    }),
    failures: z.int().meta({ description: 'tries in a row that came to nothing' }),
    failingSince: instant.nullable(),
    lastCode: z
      .string()
      .nullable()
      .meta({ description: 'http-500, timeout, unreachable, address-private …' }),
    takenAt: instant.nullable().meta({ description: 'when it took a message last' }),
    previousUntil: instant.nullable().meta({ description: 'the secret before signs too until then' }),
    owed: z.int(),
    oldestOwedAt: instant.nullable(),
    givenUp: z
      .int()
      .meta({ description: 'tried for three days; read them at …/events, or PUT the address again' }),
  })
  .meta({ id: 'Webhook' });

/** What an address is sent, word for word. */
const message = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().meta({ description: 'the same on every try and here: keep it, and take nothing twice' }),
    ...{ source: z.string(), type: z.string(), subject: z.string() },
    time: instant,
    datacontenttype: z.literal('application/json'),
    data: z.looseObject({}),
  })
  .meta({ id: 'WebhookMessage', description: 'a CloudEvent 1.0; codes and amounts only' });

const common = { tag: 'webhooks', params: webhookParams } as const;

export const putWebhook = operation({
  ...common,
  id: 'putWebhook',
  zh: '登记事件推送地址;已停用的重新启用',
  en: 'register an address that is told what happens, change it, or switch it on again',
  body: webhookBody,
  replies: {
    200: {
      about: 'registered, and on',
      schema: z.object({
        ...{ name: z.string(), url: z.string(), topics: z.array(topic) },
        secret: secret.nullable().meta({ description: 'null: it was known before and keeps its secret' }),
      }),
    },
  },
  problems: ['webhook-address-refused', 'webhooks-too-many', 'request-invalid'],
});

export const listWebhooks = operation({
  id: 'listWebhooks',
  tag: 'webhooks',
  zh: '事件推送地址及其状态',
  en: 'addresses that are told, and how each does',
  replies: { 200: { about: 'all of them', schema: z.object({ webhooks: z.array(webhook) }) } },
});

export const removeWebhook = operation({
  ...common,
  id: 'removeWebhook',
  zh: '删除事件推送地址',
  en: 'tell an address nothing more',
  replies: { 200: { about: 'gone, with what was owed to it', schema: z.object({ name: z.string() }) } },
  problems: ['webhook-unknown'],
});

export const rotateSecret = operation({
  ...common,
  id: 'rotateWebhookSecret',
  zh: '更换签名密钥,旧密钥一周内同时有效',
  en: 'a new secret; the one before signs too for a week',
  replies: { 200: { about: 'both sign now', schema: z.object({ secret, previousUntil: instant }) } },
  problems: ['webhook-unknown'],
});

export const pingWebhook = operation({
  ...common,
  id: 'pingWebhook',
  zh: '立即发送一条测试消息',
  en: 'send a test message now',
  replies: {
    200: {
      about: 'what became of it',
      schema: z.object({
        ...{ id: z.string(), taken: z.boolean(), ms: z.int() },
        code: z.string().meta({ description: 'http-204, http-500, timeout, unreachable, address-private …' }),
      }),
    },
  },
  problems: ['webhook-unknown'],
});

export const listEvents = operation({
  ...common,
  id: 'listWebhookEvents',
  zh: '补读:该地址收到和应收到的全部消息,按次序',
  en: 'replay: what this address was told and is owed, in order, for thirty days',
  query: eventsQuery,
  replies: {
    200: {
      about: 'a page, oldest first',
      schema: z.object({
        events: z.array(message),
        more: z.boolean().meta({ description: 'ask again, after the last of these' }),
      }),
    },
  },
  problems: ['webhook-unknown', 'webhook-message-unknown', 'request-invalid'],
});
