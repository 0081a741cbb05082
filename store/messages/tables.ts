import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';
import { bigint, bytes, filled, flag, integer, json, moment, nullable, text } from '../postgres/column.ts';

export type OutboxKind =
  | 'start-stay'
  | 'discharge'
  | 'signal'
  | 'start-claim'
  | 'reopen-stay'
  | 'start-repayment';

/** Outbox, message log, idempotency, parties on hold. */
export const messageTables = {
  outbox: {
    outboxId: filled(bigint()),
    kind: text<OutboxKind>(),
    caseRef: text<CaseRef>(),
    noticeId: filled(text()),
    payload: json<Readonly<Record<string, string>>>(),
    attempts: filled(integer()),
    owedAt: filled(moment()),
    dueAt: moment(),
    lastCode: nullable(text()),
  },
  messages: {
    messageKey: text(),
    party: text<PartyId>(),
    operation: text(),
    institution: text<InstitutionId>(),
    caseRef: text<CaseRef>(),
    messageId: text(),
    writtenAt: moment(),
    bodySealed: bytes(),
    sends: filled(integer()),
    token: filled(integer()),
    leasedAt: nullable(moment()),
    leasedUntil: nullable(moment()),
    replySealed: nullable(bytes()),
    answeredAt: nullable(moment()),
    askedAgain: filled(flag()),
  },
  messageCounters: { sender: text(), second: moment(), serial: integer() },
  idempotencyKeys: {
    party: text(),
    idempotencyKey: text(),
    bodyDigest: text(),
    token: filled(integer()),
    leasedUntil: moment(),
    status: nullable(integer()),
    reference: nullable(text()),
  },
  partyHolds: {
    holdId: filled(bigint()),
    party: text<PartyId>(),
    heldFrom: moment(),
    heldUntil: nullable(moment()),
    reason: text(),
    heldBy: text(),
    enteredAt: moment(),
    releasedBy: nullable(text()),
    lettingGoUntil: nullable(moment()),
    over: filled(flag()),
  },
  parkedCalls: {
    messageKey: text(),
    party: text<PartyId>(),
    caseRef: text<CaseRef>(),
    /** Real time, as `dueAt`. */
    parkedAt: filled(moment()),
    dueAt: nullable(moment()),
  },
} as const;
