import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { bigint, bytes, date, filled, integer, moment, nullable, text, texts } from '../postgres/column.ts';

/** What happened to a person on a list. */
export type RegistryEvent = 'REGISTER' | 'UPDATE' | 'DEREGISTER';
export type RegistryAction = 'search' | 'subscribe' | 'unsubscribe' | 'txn-status';
export type RegistryCallback = 'on-search' | 'on-subscribe' | 'on-unsubscribe' | 'txn-on-status' | 'notify';

/** The social-registry door: peers, requests, subscriptions, what is on its way. */
export const registryTables = {
  registryPeers: {
    party: text(),
    callbackUrl: text(),
    publicKey: nullable(text()),
    tokenSealed: nullable(bytes()),
  },
  registryRequests: {
    correlationId: text(),
    party: text(),
    action: text<RegistryAction>(),
    messageDigest: text(),
    bodyDigest: text(),
    transactionDigest: text(),
    referenceDigests: texts(),
    outcomeSealed: bytes(),
    at: moment(),
  },
  registryGuesses: { party: text(), day: date(), guesses: integer() },
  registrySubscriptions: {
    code: text(),
    party: text(),
    event: text<RegistryEvent>(),
    listId: nullable(text<ListId>()),
    category: nullable(text()),
    personRef: nullable(text<PersonRef>()),
    caseRef: nullable(text<CaseRef>()),
    since: moment(),
    endedAt: nullable(moment()),
  },
  registryReleases: { listId: text<ListId>(), version: integer() },
  registryChanges: {
    changeId: filled(bigint()),
    listId: text<ListId>(),
    version: integer(),
    event: text<RegistryEvent>(),
    personRef: text<PersonRef>(),
    category: text(),
    validFrom: date(),
    validUntil: nullable(date()),
  },
  registryNotices: {
    code: text(),
    listId: text<ListId>(),
    version: integer(),
    toldUntil: filled(bigint()),
  },
  registryDeliveries: {
    deliveryId: filled(bigint()),
    messageId: text(),
    party: text(),
    action: text<RegistryCallback>(),
    state: filled(text<'owed' | 'delivered' | 'refused'>()),
    bodySealed: nullable(bytes()),
    attempts: filled(integer()),
    owedAt: filled(moment()),
    dueAt: filled(moment()),
    deliveredAt: nullable(moment()),
    lastCode: nullable(text()),
  },
} as const;
