import type { DecisionOutcome } from '../domain/decision.ts';
import type { CaseRef, InstitutionId, ListId, PartyId, PayerId, PersonRef, SchemeId } from '../domain/ids.ts';
import type { Fen } from '../domain/money.ts';
import type { PatientPart, SettlementStep } from '../domain/settlement.ts';
import type { Attention, AttentionCode, Stage } from '../domain/stay.ts';
import {
  bigint,
  bytes,
  date,
  filled,
  flag,
  integer,
  json,
  moment,
  nullable,
  type Row,
  text,
  texts,
  transactionId,
} from './column.ts';
import type { StayEventKind } from './events.ts';
import type { Account } from './ledger.ts';
import type { ObligationState } from './obligation-states.ts';

export type Role = 'hospital' | 'agency' | 'payer' | 'operator';
export type ListVersionState =
  | 'received'
  | 'staging'
  | 'checked'
  | 'held'
  | 'released'
  | 'rejected'
  | 'failed'
  | 'superseded';
export type OutboxKind = 'start-stay' | 'discharge' | 'signal';
/** One thing wrong with one cell of a list row. */
export interface RowError {
  readonly column: string;
  readonly code: string;
}

/** Every table and column; the drift test holds it against the migrations. Names are camelCase here, snake_case there. */
export const tables = {
  institutions: {
    institution: text<InstitutionId>(),
    name: text(),
    division: text(),
    level: integer<1 | 2 | 3>(),
    kind: text<'public' | 'private'>(),
    type: text<'hospital' | 'township' | 'community'>(),
    designatedFrom: nullable(date()),
    designatedUntil: nullable(date()),
  },
  parties: {
    party: text(),
    role: text<Role>(),
    name: text(),
    institution: nullable(text<InstitutionId>()),
  },
  credentials: { tokenDigest: bytes(), party: text(), revokedAt: nullable(moment()) },
  lists: {
    listId: text<ListId>(),
    party: text(),
    division: text(),
    categories: texts(),
    shrinkLimitPermille: integer(),
    ageLimitDays: integer(),
  },
  people: { personRef: text<PersonRef>(), blindIndex: bytes(), identitySealed: bytes() },
  stays: {
    caseRef: text<CaseRef>(),
    institution: text<InstitutionId>(),
    admissionNo: text(),
    bodyDigest: text(),
    personRef: text<PersonRef>(),
    scheme: text<SchemeId>(),
    admittedOn: date(),
    emergency: flag(),
    stage: filled(text<Stage>()),
    arrivalSealed: bytes(),
    coverSealed: nullable(bytes()),
    decisionSequence: nullable(integer()),
    acceptedAt: moment(),
    begunAt: nullable(moment()),
    closedAt: nullable(moment()),
  },
  decisions: {
    caseRef: text<CaseRef>(),
    decisionSequence: integer(),
    outcome: text<DecisionOutcome>(),
    scheme: text(),
    version: text(),
    decisionSealed: bytes(),
    decidedAt: moment(),
  },
  checks: {
    caseRef: text<CaseRef>(),
    checker: text<'doctor' | 'desk'>(),
    checkSealed: bytes(),
    checkedAt: moment(),
  },
  discharges: {
    caseRef: text<CaseRef>(),
    bodyDigest: text(),
    dischargedOn: date(),
    totalFen: bigint<Fen>(),
    outOfPolicyFen: bigint<Fen>(),
    billSealed: bytes(),
    acceptedAt: moment(),
    takenAt: nullable(moment()),
  },
  attention: {
    caseRef: text<CaseRef>(),
    step: text(),
    code: text<AttentionCode>(),
    blockedOn: text<Attention['blockedOn']>(),
    since: moment(),
  },
  stayEvents: {
    eventId: filled(bigint()),
    caseRef: text<CaseRef>(),
    kind: text<StayEventKind>(),
    detail: json<Readonly<Record<string, string | number>>>(),
    at: moment(),
  },
  settlements: {
    caseRef: text<CaseRef>(),
    scheme: text(),
    version: text(),
    totalFen: bigint<Fen>(),
    patientFen: bigint<Fen>(),
    patientParts: json<readonly PatientPart[]>(),
    assumed: json<readonly string[]>(),
    settledAt: moment(),
  },
  settlementShares: {
    caseRef: text<CaseRef>(),
    position: integer(),
    payer: text<PayerId>(),
    shareFen: bigint<Fen>(),
    steps: json<readonly SettlementStep[]>(),
  },
  obligations: {
    caseRef: text<CaseRef>(),
    payer: text<PayerId>(),
    claimSequence: integer(),
    party: text<PartyId>(),
    owedFen: bigint<Fen>(),
    state: filled(text<ObligationState>()),
    paidOn: nullable(date()),
    refusalCode: nullable(text()),
    stateAt: moment(),
  },
  patientPayments: {
    caseRef: text<CaseRef>(),
    paymentId: text(),
    paidFen: bigint<Fen>(),
    paidOn: date(),
    method: text(),
    recordedAt: moment(),
  },
  ledgerTransactions: {
    transactionKey: text(),
    caseRef: text<CaseRef>(),
    kind: text(),
    at: moment(),
    writtenBy: filled(transactionId()),
  },
  ledgerPostings: {
    transactionKey: text(),
    line: integer(),
    caseRef: text<CaseRef>(),
    account: text<Account>(),
    fen: bigint<Fen>(),
  },
  outbox: {
    outboxId: filled(bigint()),
    kind: text<OutboxKind>(),
    caseRef: text<CaseRef>(),
    noticeId: filled(text()),
    payload: json<Readonly<Record<string, string>>>(),
    attempts: filled(integer()),
    dueAt: filled(moment()),
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
  listVersions: {
    listId: text<ListId>(),
    version: integer(),
    state: filled(text<ListVersionState>()),
    digest: text(),
    source: text<'push' | 'pull'>(),
    asOf: date(),
    receivedAt: moment(),
    releasedAt: nullable(moment()),
    reasonCode: nullable(text()),
    rowsReceived: filled(integer()),
    rowsAccepted: filled(integer()),
    rowsRejected: filled(integer()),
    membersBefore: nullable(integer()),
    membersAdded: nullable(integer()),
    membersChanged: nullable(integer()),
    membersUnchanged: nullable(integer()),
    membersRemoved: nullable(integer()),
    membersKept: nullable(integer()),
    membersAfter: nullable(integer()),
  },
  listRows: {
    listId: text<ListId>(),
    version: integer(),
    rowNumber: integer(),
    personRef: text<PersonRef>(),
    category: text(),
    since: nullable(date()),
  },
  listRejections: {
    listId: text<ListId>(),
    version: integer(),
    rowNumber: integer(),
    personRef: nullable(text<PersonRef>()),
    errors: json<readonly RowError[]>(),
    cellsSealed: bytes(),
  },
  memberships: {
    listId: text<ListId>(),
    personRef: text<PersonRef>(),
    category: text(),
    validFrom: date(),
    validUntil: nullable(date()),
    knownFrom: moment(),
    knownUntil: nullable(moment()),
    version: integer(),
  },
  auditEntries: {
    auditSequence: bigint(),
    at: moment(),
    actor: text(),
    action: text(),
    subject: text(),
    reason: nullable(text()),
    hash: bytes(),
  },
} as const;

/** The database as kysely sees it. */
export type Tables = { readonly [Name in keyof typeof tables]: Row<(typeof tables)[Name]> };
