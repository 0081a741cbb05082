import type { InstitutionId } from '../../domain/ids.ts';
import type { WebhookTopic } from '../../domain/webhook-topics.ts';
import { bigint, bytes, date, filled, integer, moment, nullable, text, texts } from '../postgres/column.ts';

export type WebhookState = 'on' | 'off';

/** Addresses that are told, and what is on its way there. */
export const webhookTables = {
  webhooks: {
    webhookId: filled(bigint()),
    party: text(),
    name: text(),
    url: text(),
    institution: nullable(text<InstitutionId>()),
    organisation: text(),
    topics: nullable(texts<WebhookTopic>()),
    secretSealed: bytes(),
    previousSealed: nullable(bytes()),
    previousUntil: nullable(moment()),
    state: filled(text<WebhookState>()),
    failures: filled(integer()),
    failingSince: nullable(moment()),
    offAt: nullable(moment()),
    lastCode: nullable(text()),
    takenAt: nullable(moment()),
    dueAt: filled(moment()),
  },
  webhookOutbox: { eventId: bigint() },
  webhookDeliveries: {
    deliveryId: filled(bigint()),
    webhookId: bigint(),
    eventId: nullable(bigint()),
    digestDay: nullable(date()),
    listDelivery: nullable(bigint()),
    state: filled(text<'owed' | 'taken' | 'given-up'>()),
    attempts: filled(integer()),
    owedAt: filled(moment()),
    dueAt: filled(moment()),
    lastCode: nullable(text()),
  },
} as const;
